import type { Command } from 'commander';
import type { RunFilter } from '../../client/run-filter.ts';
import { runStates } from '../../contract/run-states.ts';
import { exitCodes } from '../exit-codes.ts';
import { listOf, readInstant, readWhole, readWords } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { runColumns } from '../show/run-table.ts';
import type { Say } from '../words/words.ts';

/** A state as tables show it. */
const shown = (say: Say, state: (typeof runStates)[number]): string => say(`state_${state}`);

interface Options {
  readonly state?: string;
  readonly flow?: string;
  readonly platform?: string;
  readonly shop?: string;
  readonly tag?: string;
  readonly code?: string;
  readonly batch?: string;
  readonly from?: string;
  readonly to?: string;
  readonly text?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

/** `drover runs ls`: runs, newest first. */
export function addRunsLs(parent: Command, shell: Shell): void {
  const { say } = shell;
  parent
    .command('ls')
    .description(say('runs_ls_about'))
    .option('--state <states>', say('option_state', { states: listOf(runStates, say, shown) }))
    .option('--flow <flow>', say('option_flow'))
    .option('--platform <platform>', say('option_platform'))
    .option('--shop <shop>', say('option_shop'))
    .option('--tag <tag>', say('option_tag'))
    .option('--code <code>', say('option_code'))
    .option('--batch <id>', say('option_batch'))
    .option('--from <instant>', say('option_from'))
    .option('--to <instant>', say('option_to'))
    .option('--text <text>', say('option_text'))
    .option('--limit <n>', say('option_limit'))
    .option('--cursor <cursor>', say('option_cursor'))
    .action(
      shell.action(async (options: Options) => {
        const client = shell.connect();
        const page = await client.runs(filterOf(options, shell));
        const waits = !shell.json && page.items.some(({ state }) => state === 'queued');
        const maintenance = waits ? (await client.system()).maintenance : null;
        if (shell.json) shell.printJson(page);
        else if (page.items.length === 0) shell.note(say('no_runs'));
        else shell.printTable(page.items, runColumns(say, shell.language, maintenance));
        if (!shell.json && page.nextCursor !== null)
          shell.note(say('more_pages', { cursor: page.nextCursor }));
        return exitCodes.ok;
      }),
    );
}

function filterOf(options: Options, { say }: Shell): RunFilter {
  const { state, code, from, to, limit, ...texts } = options;
  return {
    ...texts,
    ...(state === undefined ? {} : { state: readWords('--state', state, runStates, say, shown) }),
    ...(code === undefined ? {} : { code: readWhole('--code', code, 0, 5, say) }),
    ...(from === undefined ? {} : { from: readInstant('--from', from, say) }),
    ...(to === undefined ? {} : { to: readInstant('--to', to, say) }),
    ...(limit === undefined ? {} : { limit: readWhole('--limit', limit, 1, 200, say) }),
  };
}
