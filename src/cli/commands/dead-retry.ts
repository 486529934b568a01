import type { Command } from 'commander';
import { maxBulkRate } from '../../contract/dead-letter.ts';
import { collect } from '../collect.ts';
import { CommandFailure } from '../command-failure.ts';
import { apart, eachInTurn } from '../each-in-turn.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { bulkSelection, type LetterOptions, withLetterOptions } from '../letter-options.ts';
import { readPriority, readWhole } from '../number-options.ts';
import { type ParamOptions, readParams } from '../param-options.ts';
import type { Shell } from '../shell.ts';
import { retriedLine } from '../show/retried-line.ts';

interface Options extends ParamOptions, LetterOptions {
  readonly all?: boolean;
  readonly rate?: string;
  readonly priority?: string;
  readonly note?: string;
}

/** `drover dead retry`: letters by their ids, each at once; or a job for all that the options select. */
export function addDeadRetry(parent: Command, shell: Shell): void {
  const { say } = shell;
  const command = parent
    .command('retry')
    .description(say('dead_retry_about'))
    .argument('[ids...]', say('argument_letters'));
  withLetterOptions(command, shell)
    .option('--all', say('option_all_letters'))
    .option('--rate <n>', say('option_rate'))
    .option('--param <name=value>', say('option_param_retry'), collect)
    .option('--params <json>', say('option_params'))
    .option('--priority <priority>', say('option_priority'))
    .option('--note <text>', say('option_note'))
    .action(
      shell.action(async (ids: readonly string[], options: Options) => {
        const selection = bulkSelection(options, shell);
        if (ids.length > 0 === (selection !== null))
          throw new CommandFailure(exitCodes.usage, 'usage', say('ids_or_selection'));
        return selection === null ? retryEach(ids, options, shell) : retryMany(selection, options, shell);
      }),
    );
}

function fixed({ priority, note }: Options, { say }: Shell) {
  return {
    ...(priority === undefined ? {} : { priority: readPriority(priority, say) }),
    ...(note === undefined ? {} : { note }),
  };
}

async function retryEach(ids: readonly string[], options: Options, shell: Shell): Promise<ExitCode> {
  const { say } = shell;
  const client = shell.connect();
  const outcomes = await eachInTurn(
    ids,
    (id) => id,
    async (id) => {
      const changes = options.param !== undefined || options.params !== undefined;
      const letter = changes ? await client.deadLetter(id) : null;
      const flow = letter?.deadLetter.flow ?? null;
      const schema =
        flow === null
          ? null
          : await client.flow(flow).then(
              ({ params }) => params,
              () => null,
            );
      const given = await readParams(options, schema, shell.caller, say);
      // Single parameters change those of the old run; a whole replaces them.
      const params =
        options.params === undefined && given !== undefined
          ? { ...letter?.original.params, ...given }
          : given;
      const answer = await client.retryDeadLetter(id, {
        ...fixed(options, shell),
        ...(params === undefined ? {} : { params }),
      });
      if (!shell.json) shell.print(retriedLine(id, answer, say));
      return answer;
    },
    shell,
  );
  const { results, errors } = apart(outcomes);
  if (shell.json) shell.printJson({ results, errors });
  return errors.length === 0 ? exitCodes.ok : exitCodes.failed;
}

async function retryMany(
  selection: NonNullable<ReturnType<typeof bulkSelection>>,
  options: Options,
  shell: Shell,
): Promise<ExitCode> {
  const { say } = shell;
  const { rate, note, priority } = options;
  if (options.params !== undefined) throw new CommandFailure(exitCodes.usage, 'usage', say('bulk_params'));
  const mergeParams = await readParams(options, null, shell.caller, say);
  const edit = {
    ...(mergeParams === undefined ? {} : { mergeParams }),
    ...(priority === undefined ? {} : { priority: readPriority(priority, say) }),
  };
  const job = await shell.connect().startBulkJob({
    action: 'retry',
    ...selection,
    ...(rate === undefined ? {} : { ratePerSecond: readWhole('--rate', rate, 1, maxBulkRate, say) }),
    ...(note === undefined ? {} : { note }),
    ...(Object.keys(edit).length === 0 ? {} : { edit }),
  });
  if (shell.json) shell.printJson({ job });
  else shell.print(say('job_started', { job: job.id, total: job.total }));
  return exitCodes.ok;
}
