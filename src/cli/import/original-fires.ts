/**
 * When the original would run a task, by the plain rule that its fields state: every minute is looked at. It shares nothing
 * with the scheduler's own reading of cron, so that the two can be put side by side.
 */
import { instantOf, wallOf, zoneOf } from '../../domain/cron/zone.ts';
import type { OriginalTimes } from './imported-task.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** How far ahead is looked. */
const mostDays = 366 * 9;

/** The next instants (ms since epoch) after this one; fewer when there are no more; null when the fields can't be read. */
export function originalFires(times: OriginalTimes, after: number, count: number): number[] | null {
  if (times.kind === 'every') {
    const step = times.seconds * 1000;
    const first = Math.floor((after - times.anchor) / step) + 1;
    return Array.from({ length: count }, (_, n) => times.anchor + (first + n) * step);
  }
  const zone = zoneOf(times.timezone);
  const texts = times.cron.split(' ');
  const [minutes, hours, days, months, weekdays] = [
    valuesOf(texts[0] ?? '', 0, 59, []),
    valuesOf(texts[1] ?? '', 0, 23, []),
    valuesOf(texts[2] ?? '', 1, 31, []),
    valuesOf(texts[3] ?? '', 1, 12, monthNames),
    valuesOf(texts[4] ?? '', 0, 7, weekdayNames),
  ];
  if (zone === null || !minutes || !hours || !days || !months || !weekdays) return null;
  if (weekdays.has(7)) weekdays.add(0);
  const [dayText = '', , weekdayText = ''] = texts.slice(2);
  const [dayFree, weekdayFree] = [dayText, weekdayText].map((text) =>
    times.days === 'star' ? text.startsWith('*') : text === '*',
  );
  const found: number[] = [];
  const start = Math.floor(wallOf(zone, after) / dayMs) * dayMs - dayMs;
  for (let day = start; day < start + mostDays * dayMs && found.length < count; day += dayMs) {
    const date = new Date(day);
    if (!months.has(date.getUTCMonth() + 1)) continue;
    const [fits, weekdayFits] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
    const both = times.days === 'both' || dayFree === true || weekdayFree === true;
    if (!(both ? fits && weekdayFits : fits || weekdayFits)) continue;
    for (let minute = 0; minute < 1440; minute++) {
      if (!hours.has(Math.floor(minute / 60)) || !minutes.has(minute % 60)) continue;
      const at = instantOf(zone, day + minute * minuteMs);
      if (at > after && at !== found.at(-1)) found.push(at);
    }
  }
  return found.sort((a, b) => a - b).slice(0, count);
}

const monthNames = ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const weekdayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Lists, ranges and steps of crontab(5), names of months and days; null for anything else. */
function valuesOf(text: string, least: number, most: number, names: readonly string[]): Set<number> | null {
  const numberOf = (word: string): number => {
    const named = names.indexOf(word.slice(0, 3).toLowerCase());
    return /^\d+$/.test(word) ? Number(word) : named > -1 && word !== '' ? named : Number.NaN;
  };
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
    const [first = '', last] = range.split('-');
    const from = range === '*' ? least : numberOf(first);
    const to =
      range === '*' ? most : last === undefined ? (step === undefined ? from : most) : numberOf(last);
    const by = step === undefined ? 1 : Number(step);
    if (!(from >= least && to <= most && from <= to && by >= 1)) return null;
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return values;
}
