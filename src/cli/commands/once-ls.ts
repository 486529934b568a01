import type { Command } from 'commander';
import { onceKeyStates } from '../../contract/once.ts';
import { exitCodes } from '../exit-codes.ts';
import { listOf, readInstant, readWhole, readWords } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { onceColumns } from '../show/once-table.ts';
import type { Say } from '../words/words.ts';

/** A state as tables show it. */
const shown = (say: Say, state: (typeof onceKeyStates)[number]): string => say(`once_${state}`);

interface Options {
  readonly state?: string;
  readonly key?: string;
  readonly run?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

function filterOf({ state, key, run, from, to, limit, cursor }: Options, { say }: Shell) {
  return {
    ...(state === 'all'
      ? {}
      : // What waits for somebody is what a person looks for.
        {
          state:
            state === undefined
              ? (['unknown'] as const)
              : readWords('--state', state, onceKeyStates, say, shown),
        }),
    ...(key === undefined ? {} : { key }),
    ...(run === undefined ? {} : { run }),
    ...(from === undefined ? {} : { from: readInstant('--from', from, say) }),
    ...(to === undefined ? {} : { to: readInstant('--to', to, say) }),
    ...(limit === undefined ? {} : { limit: readWhole('--limit', limit, 1, 200, say) }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

/** `drover once ls`: keys, the last begun first; those of unknown outcome unless `--state` says otherwise. */
export function addOnceLs(parent: Command, shell: Shell): void {
  const { say, language } = shell;
  parent
    .command('ls')
    .description(say('once_ls_about'))
    .option('--state <states>', say('option_once_state', { states: listOf(onceKeyStates, say, shown) }))
    .option('--key <key>', say('option_once_key'))
    .option('--run <id>', say('option_once_run'))
    .option('--from <instant>', say('option_once_from'))
    .option('--to <instant>', say('option_once_to'))
    .option('--limit <n>', say('option_limit'))
    .option('--cursor <cursor>', say('option_cursor'))
    .action(
      shell.action(async (options: Options) => {
        const page = await shell.connect().onceKeys(filterOf(options, shell));
        if (shell.json) shell.printJson(page);
        else if (page.items.length === 0) shell.note(say('no_once'));
        else shell.printTable(page.items, onceColumns(say, language));
        if (!shell.json && page.nextCursor !== null)
          shell.note(say('more_pages', { cursor: page.nextCursor }));
        return exitCodes.ok;
      }),
    );
}
