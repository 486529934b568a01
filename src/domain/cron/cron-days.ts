import { CronSyntaxError, numberField, numberIn } from './cron-fields.ts';

/** The days of a month that an expression names. */
export interface DayRule {
  /** Ascending days of the month; `month` is 1 to 12. */
  daysOf(year: number, month: number): readonly number[];
}

type Finder = (year: number, month: number, length: number) => readonly number[];

const lengthOf = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
const weekdayOf = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay();

/**
 * The day and weekday fields together: where both are restricted a day fits when either does. `L` is the month's last
 * day, `L-3` three before it, `LW` its last weekday (Monday to Friday), `15W` the weekday nearest to the 15th within the
 * month; `5L` the last Friday, `5#2` the second. Only a plain star or `?` leaves a field unrestricted.
 */
export function dayRule(dayText: string, weekdayText: string): DayRule {
  const days = isOpen(dayText) ? null : dayFinder(dayText);
  const weekdays = isOpen(weekdayText) ? null : weekdayFinder(weekdayText);
  let known: { key: number; days: readonly number[] } | null = null;
  const find = (year: number, month: number): readonly number[] => {
    const length = lengthOf(year, month);
    if (days === null && weekdays === null) return Array.from({ length }, (_, i) => i + 1);
    const all = [...(days?.(year, month, length) ?? []), ...(weekdays?.(year, month, length) ?? [])];
    return [...new Set(all)].filter((day) => day >= 1 && day <= length).sort((a, b) => a - b);
  };
  return {
    daysOf: (year, month) => {
      const key = year * 12 + month;
      if (known?.key !== key) known = { key, days: find(year, month) };
      return known.days;
    },
  };
}

function isOpen(text: string): boolean {
  return text === '*' || text === '?' || text === '*/1';
}

function dayFinder(text: string): Finder {
  return union(
    text.split(',').map((part): Finder => {
      const token = part.toUpperCase();
      const [, before] = /^L(?:-(\d{1,2}))?$/.exec(token) ?? [];
      if (token === 'L' || before !== undefined) {
        if (Number(before ?? 0) > 30) refuse('day', part);
        return (_, __, length) => [length - Number(before ?? 0)];
      }
      if (token === 'LW' || token === 'WL')
        return (year, month, length) => [nearest(year, month, length, length)];
      const [, near] = /^(\d{1,2})W$/.exec(token) ?? [];
      if (near === undefined) {
        const { values } = numberField('day', part);
        return () => values;
      }
      const day = numberIn('day', near);
      return (year, month, length) => (day > length ? [] : [nearest(year, month, day, length)]);
    }),
  );
}

/** The weekday nearest to a day, within its month. */
function nearest(year: number, month: number, day: number, length: number): number {
  const weekday = weekdayOf(year, month, day);
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === length ? day - 2 : day + 1;
  return day;
}

function weekdayFinder(text: string): Finder {
  return union(
    text.split(',').map((part): Finder => {
      const [, last] = /^(\w{1,3}?)L$/i.exec(part) ?? [];
      const [, name = '', nth] = /^(\w{1,3})#(\w)$/.exec(part) ?? [];
      if (nth !== undefined) {
        const weekday = numberIn('weekday', name) % 7;
        if (nth.toUpperCase() === 'L') return (...month) => weekdaysIn(...month, weekday).slice(-1);
        const index = Number(nth);
        if (!(index >= 1 && index <= 5)) refuse('weekday', part);
        return (...month) => weekdaysIn(...month, weekday).slice(index - 1, index);
      }
      if (last !== undefined) {
        const weekday = numberIn('weekday', last) % 7;
        return (...month) => weekdaysIn(...month, weekday).slice(-1);
      }
      const { values } = numberField('weekday', part);
      return (...month) => values.flatMap((weekday) => weekdaysIn(...month, weekday));
    }),
  );
}

function weekdaysIn(year: number, month: number, length: number, weekday: number): number[] {
  const days: number[] = [];
  for (let day = 1 + ((weekday - weekdayOf(year, month, 1) + 7) % 7); day <= length; day += 7) days.push(day);
  return days;
}

function union(finders: readonly Finder[]): Finder {
  return (year, month, length) => finders.flatMap((find) => find(year, month, length));
}

function refuse(field: 'day' | 'weekday', token: string): never {
  throw new CronSyntaxError({
    code: 'token',
    values: { field, field_zh: field === 'day' ? '日' : '周', token },
  });
}
