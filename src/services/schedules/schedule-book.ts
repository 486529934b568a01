/** The schedules in force, in memory beside their rows: what is due is known without a query. */
import type { CalendarDefinition } from '../../contract/schedule-definition.ts';
import { wallOf, type Zone } from '../../domain/cron/zone.ts';
import { didYouMean } from '../../domain/did-you-mean.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { nothingSaid, said } from '../../domain/refusals/said.ts';
import { type CalendarRefusal, calendarRefusal } from '../../domain/schedule/calendar-verdict.ts';
import { DueHeap } from '../../domain/schedule/due-heap.ts';
import type { ScheduleRecord } from '../../domain/schedule/schedule-record.ts';
import { type Timetable, timetableOf } from '../../domain/schedule/timetable.ts';

/** A schedule in force. A changed one is another object, so entries of the old are known by it. */
export interface KnownSchedule {
  readonly record: ScheduleRecord;
  readonly timetable: Timetable;
  /** Its next slot; null: none. */
  readonly nextSlot: number | null;
  /** When that is served: as it is due, later after a fault. */
  readonly lookAt: number | null;
}

export type Calendars = Readonly<Record<string, CalendarDefinition>>;

export class ScheduleBook {
  readonly defaultZone: Zone;
  calendars: Calendars = {};
  readonly #known = new Map<string, KnownSchedule>();
  readonly #heap = new DueHeap<KnownSchedule>();
  #version = 0;

  constructor(defaultZone: Zone) {
    this.defaultZone = defaultZone;
  }

  get(name: string): KnownSchedule | undefined {
    return this.#known.get(name);
  }

  /** Throws `unknown_schedule`. */
  named(name: string): KnownSchedule {
    const found = this.#known.get(name);
    if (found !== undefined) return found;
    const meant = didYouMean(name, [...this.#known.keys()]);
    throw new DroverError(
      'unknown_schedule',
      said('no_schedule', {
        name,
        hint: meant === undefined ? nothingSaid : said('schedule_meant', { meant }),
      }),
      meant === undefined ? {} : { details: { didYouMean: meant } },
    );
  }

  /** All that are not removed, by name. */
  all(): KnownSchedule[] {
    return [...this.#known.values()].sort((a, b) => (a.record.name < b.record.name ? -1 : 1));
  }

  /** The same in no order. */
  known(): Iterable<KnownSchedule> {
    return this.#known.values();
  }

  /** Puts a schedule in, in place of the one of its name, to be looked at not before this; a removed one goes. */
  put(record: ScheduleRecord, notBefore = Number.NEGATIVE_INFINITY): void {
    const before = this.#known.get(record.name);
    if (before?.record.definition !== record.definition || before.record.paused !== record.paused)
      this.#version++;
    if (record.removedAt !== null) {
      this.#known.delete(record.name);
      return;
    }
    const timetable =
      before?.record.definition === record.definition
        ? before.timetable
        : timetableOf(record.definition, this.defaultZone);
    const nextSlot = timetable.next(record.decidedTo);
    const lookAt = nextSlot === null ? null : Math.max(timetable.dueOf(nextSlot), notBefore);
    const known = { record, timetable, nextSlot, lookAt };
    this.#known.set(record.name, known);
    if (lookAt !== null) this.#heap.push(lookAt, known);
    // Entries of schedules that were edited stay until they are due; many edits must not pile up.
    if (this.#heap.size > 1000 + 4 * this.#known.size) this.#rebuild();
  }

  /** Another number whenever what is planned is another: a schedule came, went, was edited or paused. */
  get version(): number {
    return this.#version;
  }

  /** When the soonest slot is due; may be one that no longer counts. */
  get nextDueAt(): number | null {
    return this.#heap.soonest;
  }

  /** Takes out all that have a slot due by now. They come back by `put`. */
  takeDue(now: number): KnownSchedule[] {
    const due: KnownSchedule[] = [];
    for (let known = this.#heap.takeDue(now); known !== undefined; known = this.#heap.takeDue(now))
      if (this.#known.get(known.record.name) === known) due.push(known);
    return due;
  }

  /** What a schedule's calendars say against a slot. */
  refusal({ record, timetable }: KnownSchedule, at: number): CalendarRefusal | null {
    return refusalOf(record.definition.calendars, this.calendars, timetable.zone, at);
  }

  #rebuild(): void {
    this.#heap.clear();
    for (const known of this.#known.values()) if (known.lookAt !== null) this.#heap.push(known.lookAt, known);
  }
}

/** The first of the named calendars that does not let the slot through; one that is not there lets it through. */
export function refusalOf(
  names: readonly string[],
  calendars: Calendars,
  zone: Zone,
  at: number,
): CalendarRefusal | null {
  if (names.length === 0) return null;
  const wall = new Date(wallOf(zone, at)).toISOString().slice(0, 19);
  for (const name of names) {
    const calendar = calendars[name];
    const refusal = calendar === undefined ? null : calendarRefusal(name, calendar, wall);
    if (refusal !== null) return refusal;
  }
  return null;
}
