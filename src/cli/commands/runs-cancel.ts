import type { Command } from 'commander';
import { apart, eachInTurn } from '../each-in-turn.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';

/** `drover runs cancel ID…`: a running one is cancelled once its processes are gone. */
export function addRunsCancel(parent: Command, shell: Shell): void {
  const { say } = shell;
  parent
    .command('cancel')
    .description(say('runs_cancel_about'))
    .argument('<ids...>', say('argument_runs'))
    .action(
      shell.action(async (ids: readonly string[]) => {
        const client = shell.connect();
        const outcomes = await eachInTurn(
          ids,
          (id) => id,
          async (id) => {
            const run = await client.cancel(id);
            if (!shell.json)
              shell.print(say(run.state === 'cancelled' ? 'cancelled_run' : 'cancelling_run', { id }));
            return run;
          },
          shell,
        );
        const { results: runs, errors } = apart(outcomes);
        if (shell.json) shell.printJson({ runs, errors });
        return errors.length === 0 ? exitCodes.ok : exitCodes.failed;
      }),
    );
}
