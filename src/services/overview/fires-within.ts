import type { Overview } from '../../contract/overview.ts';
import type { History } from '../../ports/history.ts';
import { instant } from '../runs/run-view.ts';
import { type KnownSchedule, refusalOf, type ScheduleBook } from '../schedules/schedule-book.ts';
import { scheduleState } from '../schedules/schedule-view.ts';
import { shopReader } from '../schedules/slot-shops.ts';

/** Slots of one schedule that are looked at: one that fires each second is told by its number alone. */
const slotsOfOne = 3_600;

interface NextFire {
  readonly known: KnownSchedule;
  readonly at: number;
  readonly dueAt: number;
}

/** What fires in (now, until], over all schedules: how much it is, and the first `shown` of it. */
export async function firesWithin(
  book: ScheduleBook,
  history: History,
  now: number,
  until: number,
  shown: number,
): Promise<Overview['nextHour']['fires']> {
  const first: NextFire[] = [];
  let count = 0;
  for (const known of book.all()) {
    if (scheduleState(known, now) !== 'active') continue;
    const { record, timetable } = known;
    const { calendars } = record.definition;
    let at = timetable.next(Math.max(now, record.decidedTo));
    let taken = 0;
    for (let own = 0; at !== null && at <= until && own < slotsOfOne; own++) {
      if (refusalOf(calendars, book.calendars, timetable.zone, at) === null) {
        // More of one than are shown are never among the first.
        if (taken++ < shown) first.push({ known, at, dueAt: timetable.dueOf(at) });
      }
      at = timetable.next(at);
    }
    count += taken;
  }
  const shopsOf = shopReader(history);
  first.sort((a, b) => a.dueAt - b.dueAt || (a.known.record.name < b.known.record.name ? -1 : 1));
  const items = first.slice(0, shown).map(async ({ known: { record }, at, dueAt }) => ({
    ...{ scheduleId: record.name, flow: record.definition.flow, at: instant(at), dueAt: instant(dueAt) },
    runs: (await shopsOf(record.definition.shops)).shops.length,
  }));
  return { count, items: await Promise.all(items) };
}
