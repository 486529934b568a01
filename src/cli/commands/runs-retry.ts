import type { Command } from 'commander';
import { collect } from '../collect.ts';
import { exitCodes } from '../exit-codes.ts';
import { readPriority } from '../number-options.ts';
import { type ParamOptions, readParams } from '../param-options.ts';
import type { Shell } from '../shell.ts';
import { retriedLine } from '../show/retried-line.ts';

interface Options extends ParamOptions {
  readonly priority?: string;
}

/** `drover runs retry ID`: a new run in the place of one that has ended, with changed parameters where given. */
export function addRunsRetry(parent: Command, shell: Shell): void {
  const { say } = shell;
  parent
    .command('retry')
    .description(say('runs_retry_about'))
    .argument('<id>', say('argument_run'))
    .option('--param <name=value>', say('option_param_retry'), collect)
    .option('--params <json>', say('option_params'))
    .option('--priority <priority>', say('option_priority'))
    .action(
      shell.action(async (id: string, options: Options) => {
        const client = shell.connect();
        const changed =
          options.param === undefined && options.params === undefined ? null : await client.run(id);
        const schema =
          changed === null
            ? null
            : await client.flow(changed.flow).then(
                ({ params }) => params,
                () => null,
              );
        const given = await readParams(options, schema, shell.caller, say);
        // Single parameters change those of the old run; a whole replaces them.
        const params =
          options.params === undefined && given !== undefined ? { ...changed?.params, ...given } : given;
        const answer = await client.retry(id, {
          ...(params === undefined ? {} : { params }),
          ...(options.priority === undefined ? {} : { priority: readPriority(options.priority, say) }),
        });
        if (shell.json) shell.printJson(answer);
        else shell.print(retriedLine(id, answer, say));
        return exitCodes.ok;
      }),
    );
}
