/**
 * Schedules whose high-water mark lies ahead of the clock: it was ahead when they were served, and has been set back. Their
 * slots up to the mark are not served. After a small correction they just wait; after a larger one the mark goes back to the clock,
 * but not behind the earliest record that is kept, since records are what says from there on which slots have made runs.
 */
import { wallOf, zoneOf } from '../../domain/cron/zone.ts';
import type { ScheduleRecord } from '../../domain/schedule/schedule-record.ts';
import type { Work } from '../dispatch/work.ts';
import type { KnownSchedule, ScheduleBook } from './schedule-book.ts';

/** A clock set back by no more than this is waited for, ms. */
const smallCorrectionMs = 3_600_000;

/** A schedule that leaves out slots to come since the clock has been set back. */
export interface AwaitsClock {
  readonly known: KnownSchedule;
  /** The first slot that it would serve; its timetable has earlier ones. */
  readonly until: number;
}

export function awaitingClock(book: ScheduleBook, now: number): AwaitsClock[] {
  const found: AwaitsClock[] = [];
  for (const known of book.known()) {
    const { record, timetable, nextSlot } = known;
    if (record.decidedTo <= now) continue;
    const coming = timetable.next(now);
    if (coming === null || coming > record.decidedTo) continue;
    found.push({ known, until: nextSlot ?? record.decidedTo });
  }
  return found;
}

/** All of them in short. */
export interface ClockWait {
  readonly count: number;
  /** The first of them. */
  readonly names: readonly string[];
  /** When the last of them goes on, as the clock shows it in the zone: `2027-01-09 00:05`. */
  readonly until: string;
}

const shownNames = 5;

/** null: no schedule waits for the clock. */
export function clockWaitOf(book: ScheduleBook, now: number, timezone: string): ClockWait | null {
  const found = awaitingClock(book, now);
  if (found.length === 0) return null;
  const until = Math.max(...found.map((one) => one.until));
  const zone = zoneOf(timezone);
  return {
    count: found.length,
    names: found
      .map(({ known }) => known.record.name)
      .sort()
      .slice(0, shownNames),
    until: new Date(zone === null ? until : wallOf(zone, until)).toISOString().slice(0, 16).replace('T', ' '),
  };
}

/** Those of them that go on from where the clock is now. */
export function clockWentBack(book: ScheduleBook, now: number): KnownSchedule[] {
  return awaitingClock(book, now)
    .map(({ known }) => known)
    .filter(({ record }) => record.decidedTo - now > smallCorrectionMs);
}

/** Puts the marks back, as far as records guard what has been served; returns the schedules that have moved. */
export async function putMarksBack(
  work: Work,
  schedules: readonly KnownSchedule[],
): Promise<ScheduleRecord[]> {
  const moved: ScheduleRecord[] = [];
  for (const { record } of schedules) {
    const first = await work.tx.firstSlotAt(record.key);
    // Without any record only one that the clock has never come to is known to have served nothing.
    if (first === null && record.createdAt <= work.now) continue;
    const to = Math.max(work.now, first === null ? 0 : first - 1);
    if (to >= record.decidedTo) continue;
    if (await work.tx.moveDecidedTo(record.key, record.decidedTo, to))
      moved.push({ ...record, decidedTo: to });
  }
  return moved;
}
