import type { Command } from 'commander';
import { ApiError } from '../../client/api-error.ts';
import type { Client } from '../../client/client.ts';
import type { BatchResult } from '../../contract/batch.ts';
import { errorHeadline } from '../../contract/error-line.ts';
import type { Flow } from '../../contract/flow.ts';
import type { Run } from '../../contract/run.ts';
import {
  onDuplicateModes,
  type ShopSelector,
  type SubmitRequest,
  type SubmitResponse,
} from '../../contract/submit.ts';
import { collect } from '../collect.ts';
import { CommandFailure } from '../command-failure.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readPriority, readSpan, readTimeLimit, readWhole, readWords } from '../number-options.ts';
import { needsSchema, type ParamOptions, readParams } from '../param-options.ts';
import { defaultPatience } from '../server-away.ts';
import type { Shell } from '../shell.ts';
import { readSelector, readShop } from '../shop-options.ts';
import { refusalLines } from '../show/batch-results.ts';
import { shopText, stateText } from '../show/run-words.ts';
import { plainLine } from '../show/text-width.ts';
import { waitForRun } from '../wait-for-run.ts';

interface Options extends ParamOptions {
  readonly platform?: string;
  readonly taskType?: string;
  readonly shop?: string;
  readonly shops?: string;
  readonly priority?: string;
  readonly delay?: string;
  readonly expires?: string;
  readonly timeout?: string;
  readonly retries?: string;
  readonly dedupeKey?: string;
  readonly onDuplicate?: string;
  readonly tag?: readonly string[];
  readonly wait?: boolean;
  readonly retryFor: string;
}

/** `drover submit FLOW`: one run, or one for each of several shops. */
export function addSubmit(program: Command, shell: Shell): void {
  const { say } = shell;
  program
    .command('submit')
    .description(say('submit_about'))
    .argument('[flow]', say('argument_flow'))
    .option('--platform <platform>', say('option_submit_platform'))
    .option('--task-type <type>', say('option_task_type'))
    .option('--shop <shop>', say('option_shop'))
    .option('--shops <selector>', say('option_shops'))
    .option('--param <name=value>', say('option_param'), collect)
    .option('--params <json>', say('option_params'))
    .option('--priority <priority>', say('option_priority'))
    .option('--delay <span>', say('option_delay'))
    .option('--expires <span>', say('option_expires'))
    .option('--timeout <span>', say('option_timeout'))
    .option('--retries <n>', say('option_retries'))
    .option('--dedupe-key <key>', say('option_dedupe_key', { shop: '{shop_id}' }))
    .option('--on-duplicate <mode>', say('option_on_duplicate', { modes: onDuplicateModes.join(', ') }))
    .option('--tag <tag>', say('option_submit_tag'), collect)
    .option('--wait', say('option_wait'))
    .option('--retry-for <span>', say('option_retry_for', { option: '--wait' }), defaultPatience)
    .action(
      shell.action(async (flow: string | undefined, options: Options) => {
        if (options.shop !== undefined && options.shops !== undefined) throw usage(say('shop_or_shops'));
        const selector = options.shops === undefined ? null : readSelector(options.shops, say);
        // What is wrong with the options is said before the server is asked anything.
        const fixed = fixedPart(flow, options, shell);
        const patienceMs = readSpan('--retry-for', options.retryFor, say) * 1000;
        const client = shell.connect();
        const known = await knownFlow(client, fixed, options);
        const params = await readParams(options, known?.params ?? null, shell.caller, say);
        const body: SubmitRequest = { ...fixed, ...(params === undefined ? {} : { params }) };
        const wait = options.wait === true ? await waiter(shell, patienceMs) : null;
        if (selector === null) return submitOne(client, body, wait, shell);
        return submitMany(client, body, selector, wait, shell);
      }),
    );
}

type Waiter = (id: string) => Promise<Run>;

async function waiter(shell: Shell, patienceMs: number): Promise<Waiter> {
  const { hostClock } = await import('../../main.ts');
  return (id) => waitForRun(shell, id, { clock: hostClock, patienceMs });
}

/** What the options say by themselves, without the flow's schema. */
function fixedPart(flow: string | undefined, options: Options, { say }: Shell): SubmitRequest {
  const shop = options.shop === undefined ? null : readShop(options.shop, say);
  const platform = options.platform ?? shop?.platform ?? undefined;
  if (flow !== undefined && options.taskType !== undefined) throw usage(say('flow_or_type'));
  if (flow === undefined && (options.taskType === undefined || platform === undefined))
    throw usage(say('what_to_submit'));
  if (options.platform !== undefined && (shop?.platform ?? options.platform) !== options.platform) {
    throw usage(say('two_platforms', { first: options.platform, second: shop?.platform ?? '' }));
  }
  const { priority, delay, expires, timeout, retries, dedupeKey, onDuplicate, tag } = options;
  return {
    ...(flow === undefined ? {} : { flow }),
    ...(platform === undefined ? {} : { platform }),
    ...(options.taskType === undefined ? {} : { taskType: options.taskType }),
    ...(shop === null ? {} : { shopId: shop.shopId }),
    ...(priority === undefined ? {} : { priority: readPriority(priority, say) }),
    ...(delay === undefined ? {} : { delaySeconds: readSpan('--delay', delay, say) }),
    ...(expires === undefined ? {} : { expiresInSeconds: readTimeLimit('--expires', expires, say) }),
    ...(timeout === undefined ? {} : { timeoutSeconds: readTimeLimit('--timeout', timeout, say) }),
    ...(retries === undefined ? {} : { maxRetries: readWhole('--retries', retries, 0, 100, say) }),
    ...(dedupeKey === undefined ? {} : { dedupeKey }),
    ...(onDuplicate === undefined
      ? {}
      : { onDuplicate: readWords('--on-duplicate', onDuplicate, onDuplicateModes, say)[0] ?? 'attach' }),
    ...(tag === undefined ? {} : { tags: [...tag] }),
  };
}

/** The flow's definition where it is needed to tell text from numbers. */
async function knownFlow(client: Client, body: SubmitRequest, options: Options): Promise<Flow | null> {
  if (body.flow === undefined || !needsSchema(options)) return null;
  try {
    return await client.flow(body.flow);
  } catch (error) {
    // The submission itself says best what is wrong with the name.
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

async function submitOne(
  client: Client,
  body: SubmitRequest,
  wait: Waiter | null,
  shell: Shell,
): Promise<ExitCode> {
  const answer = await client.submit(body);
  if (!shell.json) shell.print(answerLine(answer, shell));
  if (wait === null) {
    if (shell.json) shell.printJson(answer);
    return exitCodes.ok;
  }
  const run = await wait(answer.run.id);
  if (shell.json) shell.printJson({ ...answer, run });
  else shell.print(endLine(run, shell));
  return run.state === 'succeeded' ? exitCodes.ok : exitCodes.failed;
}

async function submitMany(
  client: Client,
  run: SubmitRequest,
  shops: ShopSelector,
  wait: Waiter | null,
  shell: Shell,
): Promise<ExitCode> {
  const { say } = shell;
  const batch = await client.submitBatch({ run, shops });
  const results: BatchResult[] = [...batch.results];
  if (!shell.json) {
    for (const result of results) if (!('error' in result)) shell.print(answerLine(result, shell));
    for (const line of refusalLines(results, shell)) shell.print(shell.paint('red', line));
  }
  const refused = results.filter((result) => 'error' in result).length;
  const attached = results.filter((result) => 'run' in result && result.deduplicated === true).length;
  const made = results.length - refused - attached;
  const id = batch.batchId;
  if (!shell.json)
    shell.note(
      id === null
        ? say('batch_not_made', { refused })
        : say('batch_made', { batch: id, made, attached, refused }),
    );
  let succeeded = 0;
  if (wait !== null) {
    for (const [at, result] of results.entries()) {
      if ('error' in result) continue;
      const ended = await wait(result.run.id);
      if (ended.state === 'succeeded') succeeded++;
      if (!shell.json) shell.print(endLine(ended, shell));
      results[at] = { ...result, run: ended };
    }
    if (!shell.json && id !== null)
      shell.note(say('batch_ended', { batch: id, succeeded, count: results.length }));
  }
  if (shell.json) shell.printJson({ ...batch, results });
  return (wait !== null ? succeeded === results.length : refused === 0) ? exitCodes.ok : exitCodes.failed;
}

function answerLine({ run, deduplicated, paramsDiffer }: SubmitResponse, { say }: Shell): string {
  const shop = run.shopId === null ? '' : ` ${shopText(run)}`;
  const line = `${run.id}  ${run.flow}${shop}  ${stateText(run, say)}`;
  if (deduplicated !== true) return line;
  return `${line}  (${say(paramsDiffer === true ? 'attached_differs' : 'attached')})`;
}

function endLine(run: Run, { say, paint, language }: Shell): string {
  const good = run.state === 'succeeded';
  const error = run.error === null ? '' : `  ${plainLine(errorHeadline(run.error, language))}`;
  const shop = run.shopId === null ? '' : `  ${shopText(run)}`;
  return `${run.id}${shop}  ${paint(good ? 'green' : 'red', stateText(run, say))}${error}`;
}

function usage(message: string): CommandFailure {
  return new CommandFailure(exitCodes.usage, 'usage', message);
}
