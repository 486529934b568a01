import type { Command } from 'commander';
import { scheduleStates } from '../../contract/schedule.ts';
import { exitCodes } from '../exit-codes.ts';
import { listOf, readWhole, readWords } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { scheduleColumns } from '../show/schedule-table.ts';
import type { Say } from '../words/words.ts';

/** A state as tables show it. */
const shown = (say: Say, state: (typeof scheduleStates)[number]): string => say(`schedule_${state}`);

interface Options {
  readonly state?: string;
  readonly flow?: string;
  readonly tag?: string;
  readonly text?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

/** `drover schedules ls`: schedules by name, with their next and last slots. */
export function addSchedulesLs(parent: Command, shell: Shell): void {
  const { say } = shell;
  parent
    .command('ls')
    .description(say('schedules_ls_about'))
    .option('--state <state>', say('option_schedule_state', { states: listOf(scheduleStates, say, shown) }))
    .option('--flow <flow>', say('option_flow'))
    .option('--tag <tag>', say('option_tag'))
    .option('--text <text>', say('option_schedule_text'))
    .option('--limit <n>', say('option_limit'))
    .option('--cursor <cursor>', say('option_cursor'))
    .action(
      shell.action(async ({ state, limit, ...texts }: Options) => {
        const [only] = state === undefined ? [] : readWords('--state', state, scheduleStates, say, shown);
        const page = await shell.connect().schedules({
          ...texts,
          ...(only === undefined ? {} : { state: only }),
          ...(limit === undefined ? {} : { limit: readWhole('--limit', limit, 1, 200, say) }),
        });
        if (shell.json) shell.printJson(page);
        else if (page.items.length === 0) {
          const all = only === undefined && Object.keys(texts).length === 0;
          shell.note(say(all ? 'no_schedules_yet' : 'no_schedules'));
        } else shell.printTable(page.items, scheduleColumns(say, shell.language));
        if (!shell.json && page.nextCursor !== null)
          shell.note(say('more_pages', { cursor: page.nextCursor }));
        return exitCodes.ok;
      }),
    );
}
