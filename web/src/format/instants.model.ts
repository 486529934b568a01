/** Instants in one time zone: 今天 14:32:08, else 11-22 14:32; English Nov 22 14:32. */
import type { Language } from '../words/words.ts';

interface Parts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(key: string, make: () => Intl.DateTimeFormat): Intl.DateTimeFormat {
  const known = formats.get(key) ?? make();
  formats.set(key, known);
  return known;
}

const quarterMs = 900_000;
/** More than a screen ever shows. */
const mostOffsets = 5_000;
const offsets = new Map<string, number>();

/**
 * What a zone's wall is ahead of UTC, ms. Clocks change at whole quarters of an hour, so each is looked up once; a table
 * asks for hundreds of instants, and what the browser has for them is slow.
 */
function offsetOf(at: number, zone: string): number {
  const quarter = Math.floor(at / quarterMs);
  const key = `${quarter} ${zone}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const digits = format(
    `digits ${zone}`,
    () =>
      new Intl.DateTimeFormat('en-CA', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      }),
  );
  const start = quarter * quarterMs;
  const found = Object.fromEntries(
    digits.formatToParts(start).map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: string): number => found[name] ?? 0;
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  if (offsets.size >= mostOffsets) offsets.clear();
  offsets.set(key, wall - start);
  return wall - start;
}

/** The calendar's and clock's digits at an instant, ms since epoch, in a zone. */
export function partsIn(at: number, zone: string): Parts {
  const text = new Date(at + offsetOf(at, zone)).toISOString();
  return {
    year: text.slice(0, 4),
    month: text.slice(5, 7),
    day: text.slice(8, 10),
    hour: text.slice(11, 13),
    minute: text.slice(14, 16),
    second: text.slice(17, 19),
  };
}

/** Day as 2026-11-22. */
export function dayOf(at: number, zone: string): string {
  const { year, month, day } = partsIn(at, zone);
  return `${year}-${month}-${day}`;
}

/** 14:32:08, or 14:32. */
export function clockText(at: number, zone: string, seconds = true): string {
  const { hour, minute, second } = partsIn(at, zone);
  return seconds ? `${hour}:${minute}:${second}` : `${hour}:${minute}`;
}

/** For tables: 14:32:08 today, else 11-22 14:32 / Nov 22 14:32; with the year where it is another one. */
export function instantText(at: number, now: number, zone: string, language: Language): string {
  if (dayOf(at, zone) === dayOf(now, zone)) return clockText(at, zone);
  return `${dayText(at, now, zone, language)} ${clockText(at, zone, false)}`;
}

/** 11-22 / Nov 22; with the year where it is not this one. */
export function dayText(at: number, now: number, zone: string, language: Language): string {
  const { year, month, day } = partsIn(at, zone);
  const thisYear = year === partsIn(now, zone).year;
  if (language === 'zh') return thisYear ? `${month}-${day}` : `${year}-${month}-${day}`;
  const name = format(
    `month ${zone}`,
    () => new Intl.DateTimeFormat('en-US', { timeZone: zone, month: 'short' }),
  ).format(at);
  return thisYear ? `${name} ${Number(day)}` : `${name} ${Number(day)}, ${year}`;
}

/** 11 月 22 日 星期日 / Sunday, November 22. */
export function longDayText(at: number, zone: string, language: Language): string {
  return format(
    `long ${zone} ${language}`,
    () =>
      new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-US', {
        timeZone: zone,
        weekday: 'long',
        month: 'long',
        day: 'numeric',
      }),
  )
    .format(at)
    .replace(/^(\d+)月(\d+)日/, '$1 月 $2 日 ');
}

/** A day of whatever wall, `2026-11-29`, as 11-29 周日 / Sun, Nov 29; with the year where it is not that of `today`. */
export function wallDayText(day: string, today: string, language: Language): string {
  const at = Date.parse(`${day}T12:00:00Z`);
  const weekday = format(
    `weekday ${language}`,
    () =>
      new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-US', { timeZone: 'UTC', weekday: 'short' }),
  ).format(at);
  const text = dayText(at, Date.parse(`${today}T12:00:00Z`), 'UTC', language);
  return language === 'zh' ? `${text} ${weekday}` : `${weekday}, ${text}`;
}

/** A month of whatever wall, `2026-11`, as 2026 年 11 月 / November 2026. */
export function wallMonthText(month: string, language: Language): string {
  if (language === 'zh') return `${month.slice(0, 4)} 年 ${Number(month.slice(5))} 月`;
  return format(
    'wall month',
    () => new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', month: 'long', year: 'numeric' }),
  ).format(Date.parse(`${month}-15T00:00:00Z`));
}

/** The whole of it, with its zone: 2026-11-22 14:32:08 Asia/Shanghai. */
export function exactText(at: number, zone: string): string {
  return `${dayOf(at, zone)} ${clockText(at, zone)} ${zone}`;
}

/** The zone's short name for people: 上海时间 / Shanghai. */
export function zoneText(zone: string, language: Language): string {
  if (language === 'zh') {
    const known: Readonly<Record<string, string>> = {
      'Asia/Shanghai': '上海时间',
      'Asia/Chongqing': '重庆时间',
      'Asia/Urumqi': '乌鲁木齐时间',
      'Asia/Hong_Kong': '香港时间',
      'Asia/Taipei': '台北时间',
      UTC: 'UTC',
    };
    return known[zone] ?? zone;
  }
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}

/** The first instant of the day that `at` is in, ms since epoch. */
export function startOfDay(at: number, zone: string): number {
  const { hour, minute, second } = partsIn(at, zone);
  const passed = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000;
  const guess = Math.floor(at / 1000) * 1000 - passed;
  // Where clocks changed in between, the guess lies an hour off.
  const { hour: h } = partsIn(guess, zone);
  if (h === '00') return guess;
  return dayOf(guess, zone) === dayOf(at, zone)
    ? guess - Number(h) * 3_600_000
    : guess + (24 - Number(h)) * 3_600_000;
}
