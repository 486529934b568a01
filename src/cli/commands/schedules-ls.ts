import type { Command } from 'commander';
import { scheduleStates } from '../../contract/schedule.ts';
import { exitCodes } from '../exit-codes.ts';
import { readWhole, readWords } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { scheduleColumns } from '../show/schedule-table.ts';

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
    .option('--state <state>', say('option_schedule_state', { states: scheduleStates.join(', ') }))
    .option('--flow <flow>', say('option_flow'))
    .option('--tag <tag>', say('option_tag'))
    .option('--text <text>', say('option_schedule_text'))
    .option('--limit <n>', say('option_limit'))
    .option('--cursor <cursor>', say('option_cursor'))
    .action(
      shell.action(async ({ state, limit, ...texts }: Options) => {
        const [only] = state === undefined ? [] : readWords('--state', state, scheduleStates, say);
        const page = await shell.connect().schedules({
          ...texts,
          ...(only === undefined ? {} : { state: only }),
          ...(limit === undefined ? {} : { limit: readWhole('--limit', limit, 1, 200, say) }),
        });
        if (shell.json) shell.printJson(page);
        else if (page.items.length === 0) shell.note(say('no_schedules'));
        else shell.printTable(page.items, scheduleColumns(say, shell.language));
        if (!shell.json && page.nextCursor !== null)
          shell.note(say('more_pages', { cursor: page.nextCursor }));
        return exitCodes.ok;
      }),
    );
}
