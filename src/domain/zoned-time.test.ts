import { expect, it } from 'vitest';
import { instantOf } from './zoned-time.ts';

it.each<[string, string, string | null]>([
  ['2026-11-28T16:00:00', 'Asia/Shanghai', '2026-11-28T08:00:00.000Z'],
  ['2026-11-28 16:00:00.123456', 'Asia/Shanghai', '2026-11-28T08:00:00.123Z'],
  ['2026-11-28', 'Asia/Shanghai', '2026-11-27T16:00:00.000Z'],
  ['2026-11-28T16:00', 'UTC', '2026-11-28T16:00:00.000Z'],
  ['2026-11-28T16:00:00Z', 'Asia/Shanghai', '2026-11-28T16:00:00.000Z'],
  ['2026-11-28T16:00:00.5+0800', 'UTC', '2026-11-28T08:00:00.500Z'],
  ['2026-11-28 16:00:00 -05:30', 'UTC', '2026-11-28T21:30:00.000Z'],
  ['2026-07-01T12:00:00', 'America/New_York', '2026-07-01T16:00:00.000Z'],
  ['2026-12-01T12:00:00', 'America/New_York', '2026-12-01T17:00:00.000Z'],
  // The hours beside a change of the clocks.
  ['2026-03-08T01:59:59', 'America/New_York', '2026-03-08T06:59:59.000Z'],
  ['2026-03-08T03:00:00', 'America/New_York', '2026-03-08T07:00:00.000Z'],
  ['2026-11-01T00:59:59', 'America/New_York', '2026-11-01T04:59:59.000Z'],
  ['2026-11-01T02:00:00', 'America/New_York', '2026-11-01T07:00:00.000Z'],
  ['2026-02-30T12:00:00', 'UTC', null],
  ['2026-02-30T12:00:00Z', 'UTC', null],
  ['2026-11-28T25:00:00', 'UTC', null],
  ['2026-11-28T12:60:00', 'UTC', null],
  ['soon', 'UTC', null],
  ['', 'UTC', null],
])('%s in %s', (text, zone, wanted) => {
  const at = instantOf(text, zone);
  expect(at === null ? null : new Date(at).toISOString()).toBe(wanted);
});
