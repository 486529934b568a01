import type { JsonObject } from '../contract/run.ts';
import type { Duration } from './flow-options.ts';

/** Which shops: all given conditions must hold; `{}` means every enabled shop. */
export interface ShopSelection {
  readonly platform?: string;
  readonly tag?: string;
  readonly ids?: readonly (string | number)[];
  readonly enabled?: boolean;
}

/** When what runs. Exactly one of `cron` and `every` is given. */
export interface ScheduleOptions {
  /** Unique in the configuration, and what it is called by everywhere: letters (also Chinese), digits, `_ . : -`. */
  readonly name: string;
  /** Name of the flow. */
  readonly flow: string;
  /**
   * Minute, hour, day of the month, month, weekday; with six fields seconds stand first. Names, ranges, steps, `L`, `15W`,
   * `5L`, `5#2`; 0 and 7 are Sunday; day and weekday both restricted: either. `@daily` and its like too.
   */
  readonly cron?: string;
  /** Every so much of elapsed time, counted from `startAt`, else from midnight of the zone. At least 1 s. */
  readonly every?: Duration;
  /** IANA zone. Default: DROVER_TIMEZONE. */
  readonly timezone?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  /** Default true. A schedule that is switched off has no slots. */
  readonly enabled?: boolean;
  /**
   * Parameters of its runs. Texts in them may name the slot in the schedule's zone: `{slot.date}`, `{slot.prevDay}`,
   * `{slot.month}`, `{slot.prevMonthStart}`, `{slot.hour}`, `{slot.at}`, …, and `{schedule}`, `{platform}`, `{shop_id}`.
   */
  readonly params?: JsonObject;
  /** One run for each of these shops. Default: one run, of no shop. */
  readonly shops?: ShopSelection;
  /** Slots come later by up to this, always by the same amount, which follows from the schedule's name. Default 0. */
  readonly jitter?: Duration;
  /** With `shops`: their runs are spread over this, each shop always at the same place. Default 1 min. */
  readonly spread?: Duration;
  /** When its last run, in the same shop, is still there: leave the slot out (default), wait for it, cancel it, or run beside it. */
  readonly overlap?: 'skip' | 'queue' | 'cancel-running' | 'allow';
  /** What becomes of slots that were missed: the latest runs (default), all run, or none. */
  readonly misfire?: 'run-latest' | 'run-all' | 'skip';
  /** Missed slots older than this are not run any more. Default 1 h. */
  readonly catchUpWindow?: Duration;
  /** Names of `calendars`, all of which must allow a slot. */
  readonly calendar?: string | readonly string[];
  /** No slot before this: `2026-11-11`, `2026-11-11 20:00` (of the schedule's zone), or with an offset. */
  readonly startAt?: string;
  /** No slot at or after this. */
  readonly endAt?: string;
  /** Of its runs, as below; default: as the flow says. */
  readonly priority?: 'high' | 'normal' | 'low' | number;
  readonly timeout?: Duration;
  readonly maxRetries?: number;
  /** A run that has not started this long after its due time ends `expired`. */
  readonly expires?: Duration;
}

/** A day `2026-05-09`, or days from one to another, both included. */
export type CalendarRange =
  | string
  | { readonly date: string; readonly name?: string }
  | { readonly from: string; readonly to: string; readonly name?: string };

/** Days and times on which schedules may fire; wall time is that of the schedule's zone. */
export interface CalendarOptions {
  /** A .json or .yaml file of the same shape, relative to the configuration file; what stands here is put over it. */
  readonly file?: string;
  readonly title?: string;
  /** Which days are let through. Default: `working` where holidays, workdays or a weekend are given, else `all`. */
  readonly days?: 'all' | 'working' | 'off' | 'not-holidays';
  /** Days off of a usual week, 0 = Sunday. Default `[0, 6]`. */
  readonly weekend?: readonly number[];
  readonly holidays?: readonly CalendarRange[];
  /** Days of work that lie on a weekend (调休). */
  readonly workdays?: readonly CalendarRange[];
  /**
   * Times in which nothing fires: `2026-11-10 20:00` (once), `11-10 20:00` or `11-11` (each year), `01:30` (each day); both
   * ends in the same form. A `to` that is a whole day is part of it.
   */
  readonly blackouts?: readonly { readonly from: string; readonly to: string; readonly name?: string }[];
}
