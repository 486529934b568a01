import { expect, it } from 'vitest';
import { dayStart } from './local-day.ts';

const iso = (at: number): string => new Date(at).toISOString();

it.each([
  ['2026-11-28T16:30:00Z', 'Asia/Shanghai', 0, '2026-11-28T16:00:00.000Z'],
  ['2026-11-28T15:59:59Z', 'Asia/Shanghai', 0, '2026-11-27T16:00:00.000Z'],
  ['2026-11-28T15:59:59Z', 'Asia/Shanghai', -7, '2026-11-20T16:00:00.000Z'],
  ['2026-11-28T12:00:00Z', 'Asia/Kolkata', 0, '2026-11-27T18:30:00.000Z'],
  ['2026-11-28T12:00:00Z', 'UTC', 1, '2026-11-29T00:00:00.000Z'],
  // Clocks go forward on 29 March and back on 25 October.
  ['2026-03-29T12:00:00Z', 'Europe/Berlin', 0, '2026-03-28T23:00:00.000Z'],
  ['2026-03-29T12:00:00Z', 'Europe/Berlin', 1, '2026-03-29T22:00:00.000Z'],
  ['2026-10-25T12:00:00Z', 'Europe/Berlin', 0, '2026-10-24T22:00:00.000Z'],
  ['2026-10-25T12:00:00Z', 'Europe/Berlin', 1, '2026-10-25T23:00:00.000Z'],
])('%s in %s, %i days on, begins at %s', (at, zone, days, begins) => {
  expect(iso(dayStart(Date.parse(at), zone, days))).toBe(begins);
});
