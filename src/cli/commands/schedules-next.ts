import type { Command } from 'commander';
import type { Client } from '../../client/client.ts';
import { CommandFailure } from '../command-failure.ts';
import { exitCodes } from '../exit-codes.ts';
import { readInstant, readSpan, readWhole } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { fireColumns, type NamedFire } from '../show/schedule-table.ts';

interface Options {
  readonly count?: string;
  readonly from?: string;
  readonly cron?: string;
  readonly every?: string;
  readonly timezone?: string;
  readonly calendar?: string;
}

/** Next slots of each schedule that are asked for, and pages of schedules. */
const mostOfEach = 20;
const mostPages = 50;

/** `drover schedules next [NAME]`: the next fires of a schedule, of an expression, or of all. */
export function addSchedulesNext(parent: Command, shell: Shell): void {
  const { say, language } = shell;
  parent
    .command('next')
    .description(say('schedules_next_about'))
    .argument('[name]', say('argument_schedule'))
    .option('-n, --count <n>', say('option_fires'))
    .option('--from <instant>', say('option_fires_from'))
    .option('--cron <expression>', say('option_cron'))
    .option('--every <span>', say('option_every'))
    .option('--timezone <zone>', say('option_timezone'))
    .option('--calendar <names>', say('option_calendar'))
    .action(
      shell.action(async (name: string | undefined, options: Options) => {
        const { cron, every, timezone, calendar, from } = options;
        const given = [name, cron, every].filter((one) => one !== undefined);
        if (given.length > 1) throw new CommandFailure(exitCodes.usage, 'usage', say('one_of_next'));
        const count = options.count === undefined ? 10 : readWhole('--count', options.count, 1, 500, say);
        const client = shell.connect();
        if (given.length === 0) {
          const fires = await firesOfAll(client, count);
          if (shell.json)
            shell.printJson({
              items: fires.map(({ schedule, fire }) => ({ scheduleId: schedule, ...fire })),
            });
          else if (fires.length === 0) shell.note(say('no_fires'));
          else shell.printTable(fires, fireColumns(say, language, true));
          return exitCodes.ok;
        }
        const preview = await client.previewSchedule({
          count,
          ...(name === undefined ? {} : { schedule: name }),
          ...(cron === undefined ? {} : { cron }),
          ...(every === undefined ? {} : { every: readSpan('--every', every, say) }),
          ...(timezone === undefined ? {} : { timezone }),
          ...(calendar === undefined ? {} : { calendar: calendar.split(',') }),
          ...(from === undefined ? {} : { from: readInstant('--from', from, say) }),
        });
        if (shell.json) {
          shell.printJson(preview);
          return exitCodes.ok;
        }
        shell.note(say('fires_of', { words: preview.words[language], zone: preview.zone }));
        if (preview.items.length === 0) shell.note(say('no_fires'));
        else
          shell.printTable(
            preview.items.map((fire): NamedFire => ({ schedule: null, fire })),
            fireColumns(say, language, false),
          );
        return exitCodes.ok;
      }),
    );
}

/** The soonest fires of all schedules. */
async function firesOfAll(client: Client, count: number): Promise<NamedFire[]> {
  const fires: NamedFire[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const { items, nextCursor } = await client.schedules({
      ...{ state: 'active', slots: 0, next: Math.min(mostOfEach, count), limit: 200 },
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { name, next } of items) for (const fire of next) fires.push({ schedule: name, fire });
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return fires.sort((a, b) => Date.parse(a.fire.dueAt) - Date.parse(b.fire.dueAt)).slice(0, count);
}
