import type { Command } from 'commander';
import { isFinal } from '../../contract/run-states.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';
import { fileColumns } from '../show/file-table.ts';
import { attemptColumns, runCard } from '../show/run-card.ts';

/** `drover runs show ID`: one run, its attempts and the files that they kept. */
export function addRunsShow(parent: Command, shell: Shell): void {
  const { say, language } = shell;
  parent
    .command('show')
    .description(say('runs_show_about'))
    .argument('<id>', say('argument_run'))
    .action(
      shell.action(async (id: string) => {
        const client = shell.connect();
        const [run, attempts, artifacts] = await Promise.all([
          client.run(id),
          client.attempts(id),
          client.artifacts(id),
        ]);
        if (shell.json) {
          shell.printJson({ run, attempts, artifacts });
          return exitCodes.ok;
        }
        shell.print(runCard(run, say, language));
        if (attempts.length > 0) {
          shell.print('');
          shell.printTable(attempts, attemptColumns(say, shell.language));
        }
        if (artifacts.length > 0) {
          shell.print('');
          shell.printTable(artifacts, fileColumns(say));
        }
        if (!isFinal(run.state) && run.state !== 'running') shell.note(`\n${say('why_hint', { id })}`);
        return exitCodes.ok;
      }),
    );
}
