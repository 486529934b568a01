import type { Command } from 'commander';
import { deadLetterStates } from '../../contract/run-states.ts';
import { exitCodes } from '../exit-codes.ts';
import { type LetterOptions, letterFilter, withLetterOptions } from '../letter-options.ts';
import { listOf, readWhole, readWords } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { groupColumns, letterColumns } from '../show/letter-table.ts';
import type { Say } from '../words/words.ts';

/** A state as tables show it. */
const shown = (say: Say, state: (typeof deadLetterStates)[number]): string => say(`letter_${state}`);

interface Options extends LetterOptions {
  readonly state?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

function listCommand(parent: Command, shell: Shell, name: 'ls' | 'groups'): Command {
  const { say } = shell;
  const command = parent.command(name).description(say(`dead_${name}_about`));
  return withLetterOptions(command, shell)
    .option('--state <states>', say('option_letter_state', { states: listOf(deadLetterStates, say, shown) }))
    .option('--limit <n>', say('option_limit'))
    .option('--cursor <cursor>', say('option_cursor'));
}

function filterOf(options: Options, shell: Shell) {
  const { state, limit, cursor } = options;
  return {
    // What waits for somebody is what a person looks for.
    state:
      state === undefined
        ? (['open'] as const)
        : state === 'all'
          ? deadLetterStates
          : readWords('--state', state, deadLetterStates, shell.say, shown),
    ...letterFilter(options, shell),
    ...(limit === undefined ? {} : { limit: readWhole('--limit', limit, 1, 200, shell.say) }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

/** `drover dead ls`: dead letters, newest first; the open ones unless `--state` says otherwise. */
export function addDeadLs(parent: Command, shell: Shell): void {
  const { say } = shell;
  listCommand(parent, shell, 'ls').action(
    shell.action(async (options: Options) => {
      const page = await shell.connect().deadLetters(filterOf(options, shell));
      if (shell.json) shell.printJson(page);
      else if (page.items.length === 0) shell.note(say('no_dead'));
      else shell.printTable(page.items, letterColumns(say, shell.language));
      if (!shell.json && page.nextCursor !== null) shell.note(say('more_pages', { cursor: page.nextCursor }));
      return exitCodes.ok;
    }),
  );
}

/** `drover dead groups`: dead letters by cause, the largest group first. */
export function addDeadGroups(parent: Command, shell: Shell): void {
  const { say } = shell;
  listCommand(parent, shell, 'groups').action(
    shell.action(async (options: Options) => {
      const page = await shell.connect().deadLetterGroups(filterOf(options, shell));
      if (shell.json) shell.printJson(page);
      else if (page.items.length === 0) shell.note(say('no_dead'));
      else shell.printTable(page.items, groupColumns(say));
      if (!shell.json && page.nextCursor !== null) shell.note(say('more_pages', { cursor: page.nextCursor }));
      return exitCodes.ok;
    }),
  );
}
