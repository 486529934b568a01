import type { Command } from 'commander';
import type { Client } from '../../client/client.ts';
import type { SubmitResponse } from '../../contract/submit.ts';
import { collect } from '../collect.ts';
import { apart, eachInTurn } from '../each-in-turn.ts';
import { exitCodes } from '../exit-codes.ts';
import { readPriority } from '../number-options.ts';
import { type ParamOptions, readParams } from '../param-options.ts';
import type { Shell } from '../shell.ts';
import { retriedLine } from '../show/retried-line.ts';

interface Options extends ParamOptions {
  readonly priority?: string;
}

/** `drover runs retry ID…`: a new run in the place of each that has ended, with changed parameters where given. */
export function addRunsRetry(parent: Command, shell: Shell): void {
  const { say } = shell;
  parent
    .command('retry')
    .description(say('runs_retry_about'))
    .argument('<ids...>', say('argument_runs'))
    .option('--param <name=value>', say('option_param_retry'), collect)
    .option('--params <json>', say('option_params'))
    .option('--priority <priority>', say('option_priority'))
    .action(
      shell.action(async (ids: readonly string[], options: Options) => {
        const client = shell.connect();
        const outcomes = await eachInTurn(
          ids,
          (id) => id,
          async (id) => {
            const answer = await retryOne(client, id, options, shell);
            if (!shell.json) shell.print(retriedLine(id, answer, say));
            return answer;
          },
          shell,
        );
        const { results, errors } = apart(outcomes);
        if (shell.json) shell.printJson(ids.length === 1 ? results[0] : { results, errors });
        return errors.length === 0 ? exitCodes.ok : exitCodes.failed;
      }),
    );
}

async function retryOne(
  client: Client,
  id: string,
  options: Options,
  { caller, say }: Shell,
): Promise<SubmitResponse> {
  const changed = options.param === undefined && options.params === undefined ? null : await client.run(id);
  const schema =
    changed === null
      ? null
      : await client.flow(changed.flow).then(
          ({ params }) => params,
          () => null,
        );
  const given = await readParams(options, schema, caller, say);
  // Single parameters change those of the old run; a whole replaces them.
  const params =
    options.params === undefined && given !== undefined ? { ...changed?.params, ...given } : given;
  return client.retry(id, {
    ...(params === undefined ? {} : { params }),
    ...(options.priority === undefined ? {} : { priority: readPriority(options.priority, say) }),
  });
}
