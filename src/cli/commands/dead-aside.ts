import type { Command } from 'commander';
import { CommandFailure } from '../command-failure.ts';
import { apart, eachInTurn } from '../each-in-turn.ts';
import { exitCodes } from '../exit-codes.ts';
import { bulkSelection, type LetterOptions, withLetterOptions } from '../letter-options.ts';
import type { Shell } from '../shell.ts';

interface Options extends LetterOptions {
  readonly all?: boolean;
  readonly note?: string;
}

/** `drover dead ignore|archive`: letters by their ids, or a job for all that the options select. */
export function addDeadAside(parent: Command, shell: Shell, action: 'ignore' | 'archive'): void {
  const { say } = shell;
  const command = parent
    .command(action)
    .description(say(`dead_${action}_about`))
    .argument('[ids...]', say('argument_letters'));
  withLetterOptions(command, shell)
    .option('--all', say('option_all_letters'))
    .option('--note <text>', say('option_note'))
    .action(
      shell.action(async (ids: readonly string[], options: Options) => {
        const selection = bulkSelection(options, shell);
        if (ids.length > 0 === (selection !== null))
          throw new CommandFailure(exitCodes.usage, 'usage', say('ids_or_selection'));
        const client = shell.connect();
        const { note } = options;
        if (selection !== null) {
          const job = await client.startBulkJob({
            action,
            ...selection,
            ...(note === undefined ? {} : { note }),
          });
          if (shell.json) shell.printJson({ job });
          else shell.print(say('job_started', { job: job.id, total: job.total }));
          return exitCodes.ok;
        }
        const outcomes = await eachInTurn(
          ids,
          (id) => id,
          async (id) => {
            const letter =
              action === 'ignore'
                ? await client.ignoreDeadLetter(id, note)
                : await client.archiveDeadLetter(id, note);
            if (!shell.json) shell.print(`${letter.id}: ${say(`letter_${letter.state}`)}`);
            return letter;
          },
          shell,
        );
        const { results: deadLetters, errors } = apart(outcomes);
        if (shell.json) shell.printJson({ deadLetters, errors });
        return errors.length === 0 ? exitCodes.ok : exitCodes.failed;
      }),
    );
}
