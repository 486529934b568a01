import { expect, test } from 'vitest';
import { durationText, lastingText, relativeText } from './durations.model.ts';
import {
  clockText,
  dayText,
  exactText,
  instantText,
  longDayText,
  startOfDay,
  zoneText,
} from './instants.model.ts';
import { bytesText, numberText, percentText } from './numbers.model.ts';

const shanghai = 'Asia/Shanghai';
const at = Date.parse('2026-11-22T06:32:08Z');

test.each([
  [0, '0 秒', '0s'],
  [-5, '0 秒', '0s'],
  [28_400, '28.4 秒', '28.4s'],
  [59_960, '1 分 00 秒', '1m 00s'],
  [124_000, '2 分 04 秒', '2m 04s'],
  [3_599_600, '1 时 00 分', '1h 00m'],
  [11_520_000, '3 时 12 分', '3h 12m'],
  [86_400_000 * 3, '3 天 0 时', '3d 0h'],
])('%i ms lasted', (ms, zh, en) => {
  expect(durationText(ms, 'zh')).toBe(zh);
  expect(durationText(ms, 'en')).toBe(en);
});

test.each([
  [500, '刚刚', 'just now'],
  [59_999, '59 秒前', '59s ago'],
  [38 * 60_000, '38 分钟前', '38m ago'],
  [-33_000, '33 秒后', 'in 33s'],
  [(4 * 60 + 34) * 60_000, '4 小时 34 分钟前', '4h 34m ago'],
  [3_600_000, '1 小时前', '1h ago'],
  [86_400_000 * 2.9, '2 天前', '2d ago'],
])('%i ms ago', (ms, zh, en) => {
  expect(relativeText(ms, 'zh')).toBe(zh);
  expect(relativeText(ms, 'en')).toBe(en);
});

test('what goes on', () => {
  expect(lastingText(90_000, 'zh')).toBe('1 分钟');
  expect(lastingText(10, 'en')).toBe('under 1s');
});

test('instants in a zone', () => {
  const now = Date.parse('2026-11-22T15:00:00Z');
  expect(clockText(at, shanghai)).toBe('14:32:08');
  expect(clockText(at, 'UTC', false)).toBe('06:32');
  expect(instantText(at, now, shanghai, 'zh')).toBe('14:32:08');
  // In Shanghai it is the next day by then.
  expect(instantText(at, Date.parse('2026-11-22T16:00:00Z'), shanghai, 'zh')).toBe('11-22 14:32');
  expect(instantText(at, Date.parse('2026-11-22T16:00:00Z'), shanghai, 'en')).toBe('Nov 22 14:32');
  expect(dayText(at, Date.parse('2027-01-02T00:00:00Z'), shanghai, 'zh')).toBe('2026-11-22');
  expect(dayText(at, Date.parse('2027-01-02T00:00:00Z'), shanghai, 'en')).toBe('Nov 22, 2026');
  expect(longDayText(at, shanghai, 'zh')).toBe('11 月 22 日 星期日');
  expect(longDayText(at, shanghai, 'en')).toBe('Sunday, November 22');
  expect(exactText(at, shanghai)).toBe('2026-11-22 14:32:08 Asia/Shanghai');
  expect(zoneText(shanghai, 'zh')).toBe('上海时间');
  expect(zoneText('America/New_York', 'en')).toBe('New York');
});

test('midnight is 00, not 24', () => {
  expect(clockText(Date.parse('2026-11-21T16:00:00Z'), shanghai)).toBe('00:00:00');
});

test.each([
  [shanghai, '2026-11-22T06:32:08Z', '2026-11-21T16:00:00Z'],
  ['UTC', '2026-11-22T00:00:00Z', '2026-11-22T00:00:00Z'],
  // Clocks went back at 2:00 and forward at 2:00.
  ['America/New_York', '2026-11-01T18:00:00Z', '2026-11-01T04:00:00Z'],
  ['America/New_York', '2026-03-08T18:00:00Z', '2026-03-08T05:00:00Z'],
])('the day in %s at %s begins', (zone, moment, start) => {
  expect(new Date(startOfDay(Date.parse(moment), zone)).toISOString()).toBe(new Date(start).toISOString());
});

test('numbers', () => {
  expect(numberText(1204)).toBe('1,204');
  expect(percentText(0, 0)).toBeNull();
  expect(percentText(4206, 4259)).toBe('98.76%');
  expect(percentText(99_999, 100_000)).toBe('99.99%');
  expect(percentText(1, 100_000)).toBe('0.01%');
  expect(percentText(3, 3)).toBe('100.00%');
  expect(bytesText(900)).toBe('900 B');
  expect(bytesText(214 * 1024)).toBe('214 KB');
  expect(bytesText(1.5 * 1024 * 1024)).toBe('1.5 MB');
});
