import { createContext, use } from 'react';
import type { Language } from '../words/words.ts';
import { durationText, lastingText, relativeText } from './durations.model.ts';
import {
  clockText,
  dayOf,
  dayText,
  exactText,
  instantText,
  longDayText,
  wallDayText,
  wallMonthText,
  zoneText,
} from './instants.model.ts';
import { serverNow } from './server-clock.ts';

/** Instants of the API (ISO 8601), or ms since epoch. */
type At = string | number;
const ms = (at: At): number => (typeof at === 'number' ? at : Date.parse(at));

/** Times and durations in the zone and language in force. Relative ones need the time: `useNow()`. */
export interface Format {
  readonly zone: string;
  readonly language: Language;
  /** 上海时间 / Shanghai */
  readonly zoneName: string;
  /** 14:32:08 */
  clock(at: At, seconds?: boolean): string;
  /** 14:32:08 today, else 11-22 14:32 */
  instant(at: At): string;
  /** 11-22 */
  day(at: At): string;
  /** 11 月 22 日 星期日 */
  longDay(at: At): string;
  /** 11-29 周日, of a wall's day such as 2026-11-29 */
  wallDay(day: string): string;
  /** 2026 年 11 月, of 2026-11 */
  wallMonth(month: string): string;
  /** Everything: for hover and focus. */
  exact(at: At): string;
  /** 38 分钟前 */
  ago(at: At, now: number): string;
  /** 38 分钟 */
  lasting(ms: number): string;
  /** 2 分 04 秒 */
  duration(ms: number): string;
}

/** Times and durations as they are written in this zone and language. */
export function formatIn(zone: string, language: Language): Format {
  return {
    zone,
    language,
    zoneName: zoneText(zone, language),
    clock: (at, seconds) => clockText(ms(at), zone, seconds),
    instant: (at) => instantText(ms(at), serverNow(), zone, language),
    day: (at) => dayText(ms(at), serverNow(), zone, language),
    longDay: (at) => longDayText(ms(at), zone, language),
    wallDay: (day) => wallDayText(day, dayOf(serverNow(), zone), language),
    wallMonth: (month) => wallMonthText(month, language),
    exact: (at) => exactText(ms(at), zone),
    ago: (at, now) => relativeText(now - ms(at), language),
    lasting: (duration) => lastingText(duration, language),
    duration: (duration) => durationText(duration, language),
  };
}

/** Set once above all pages (format-provider.tsx): a table has hundreds of cells that need it. */
export const FormatContext = createContext<Format>(formatIn('UTC', 'zh'));

/** Times and durations as the console writes them; the same object while zone and language stay. */
export function useFormat(): Format {
  return use(FormatContext);
}

/** The time zone in force: the server's, unless a person chose the device's. */
export function useZone(): string {
  return useFormat().zone;
}
