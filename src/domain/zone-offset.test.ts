import { expect, it } from 'vitest';
import { offsetAt, offsetReader } from './zone-offset.ts';

const hour = 3_600_000;

it.each([
  ['Asia/Shanghai', '2026-11-11T00:00:00Z', 8 * hour],
  ['America/New_York', '2026-03-08T06:59:59.999Z', -5 * hour],
  ['America/New_York', '2026-03-08T07:00:00Z', -4 * hour],
  ['Asia/Kolkata', '2026-01-01T00:00:00Z', 5.5 * hour],
  ['UTC', '2026-01-01T00:00:00Z', 0],
  // Local mean time, to the second.
  ['Asia/Shanghai', '1890-01-01T00:00:00Z', 8 * hour + 343_000],
])('%s at %s', (zone, at, offset) => {
  expect(offsetAt(Date.parse(at), zone)).toBe(offset);
});

it('there is none of a zone that there is not', () => {
  expect(offsetReader('Asia/Bejing')).toBeNull();
  expect(() => offsetAt(0, 'Asia/Bejing')).toThrow(RangeError);
});
