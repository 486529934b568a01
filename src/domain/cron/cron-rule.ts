/**
 * A cron expression as a rule over wall time, without a zone: what follows a wall time. Wall times are ms since epoch
 * as if the wall clock showed UTC.
 */
import { type DayRule, dayRule } from './cron-days.ts';
import type { CronFault } from './cron-fault.ts';
import { CronSyntaxError, type FieldForm, numberField } from './cron-fields.ts';

export interface CronRule {
  readonly text: string;
  /** The first wall time at or after this one that fits; null when none comes within 60 years. */
  nextWall(from: number): number | null;
  /** How the hour is given. */
  readonly hour: FieldForm;
  /** Whether minute and second are named. */
  readonly minuteNamed: boolean;
  /** Whether hour, minute and second are all named: a time of day, not a beat. */
  readonly fixed: boolean;
}

export type ParsedCron =
  | { readonly ok: true; readonly rule: CronRule }
  | { readonly ok: false; readonly fault: CronFault };

const macros: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** Longest time without any fit: the 29th of February on one weekday can take 40 years. */
const searchedYears = 60;
const dayMs = 86_400_000;

const known = new Map<string, ParsedCron>();

/** Reads an expression: 5 fields, 6 with seconds first, or a short form such as `@daily`. Remembers what it has read. */
export function parseCron(text: string): ParsedCron {
  const read = known.get(text);
  if (read !== undefined) return read;
  const made = parse(text);
  if (known.size >= 20_000) known.clear();
  known.set(text, made);
  return made;
}

function parse(text: string): ParsedCron {
  const trimmed = text.trim();
  if (trimmed.startsWith('@') && macros[trimmed.toLowerCase()] === undefined)
    return { ok: false, fault: { code: 'macro', values: {} } };
  const fields = (macros[trimmed.toLowerCase()] ?? trimmed).split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6)
    return { ok: false, fault: { code: 'count', values: { count: trimmed === '' ? 0 : fields.length } } };
  const [second = '', minute = '', hour = '', day = '', month = '', weekday = ''] =
    fields.length === 6 ? fields : ['0', ...fields];
  try {
    const times = [
      numberField('second', second),
      numberField('minute', minute),
      numberField('hour', hour),
    ] as const;
    const [seconds, minutes, hours] = times;
    const months = numberField('month', month).values;
    const days = dayRule(day, weekday);
    const rule: CronRule = {
      text: trimmed,
      hour: hours.form,
      minuteNamed: seconds.form === 'named' && minutes.form === 'named',
      fixed: times.every(({ form }) => form === 'named'),
      nextWall: wallSearch(seconds.values, minutes.values, hours.values, months, days),
    };
    if (rule.nextWall(Date.UTC(2000, 0, 1)) === null)
      return { ok: false, fault: { code: 'never', values: {} } };
    return { ok: true, rule };
  } catch (error) {
    if (error instanceof CronSyntaxError) return { ok: false, fault: error.fault };
    throw error;
  }
}

/** The search over ascending values of each field. */
function wallSearch(
  seconds: readonly number[],
  minutes: readonly number[],
  hours: readonly number[],
  months: readonly number[],
  days: DayRule,
): CronRule['nextWall'] {
  const first = timeMs(hours[0] ?? 0, minutes[0] ?? 0, seconds[0] ?? 0);

  /** The first time of day at or after this one, ms; null when the day has none left. */
  const timeFrom = (ofDay: number): number | null => {
    const s = Math.ceil(ofDay / 1000);
    const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
    const hour = atLeast(hours, h);
    if (hour === null) return null;
    if (hour > h) return timeMs(hour, minutes[0] ?? 0, seconds[0] ?? 0);
    let minute = atLeast(minutes, m);
    if (minute === m) {
      const second = atLeast(seconds, s % 60);
      if (second !== null) return timeMs(hour, minute, second);
      minute = atLeast(minutes, m + 1);
    }
    if (minute !== null) return timeMs(hour, minute, seconds[0] ?? 0);
    const later = atLeast(hours, h + 1);
    return later === null ? null : timeMs(later, minutes[0] ?? 0, seconds[0] ?? 0);
  };

  return (from) => {
    const midnight = Math.floor(from / dayMs) * dayMs;
    const start = new Date(midnight);
    let [year, month, day] = [start.getUTCFullYear(), start.getUTCMonth() + 1, start.getUTCDate()];
    const lastYear = year + searchedYears;
    let ofDay = from - midnight;
    while (year <= lastYear) {
      if (months.includes(month)) {
        const found = atLeast(days.daysOf(year, month), day);
        if (found !== null) {
          const time = found === day ? timeFrom(ofDay) : first;
          if (time !== null) return Date.UTC(year, month - 1, found) + time;
          [day, ofDay] = [found + 1, 0];
          continue;
        }
      }
      const next = atLeast(months, month + 1);
      [year, month] = next === null ? [year + 1, months[0] ?? 1] : [year, next];
      [day, ofDay] = [1, 0];
    }
    return null;
  };
}

function atLeast(values: readonly number[], min: number): number | null {
  for (const value of values) if (value >= min) return value;
  return null;
}

function timeMs(hour: number, minute: number, second: number): number {
  return ((hour * 60 + minute) * 60 + second) * 1000;
}
