import { expect, test } from 'vitest';
import { randomIds } from './random-ids.ts';

/** What the first half of an id says, ms since epoch. */
function timeOf(id: string): number {
  const letters = [...id.slice(id.indexOf('_') + 1).slice(0, 10)];
  return letters.reduce((sum, letter) => sum * 32 + '0123456789abcdefghjkmnpqrstvwxyz'.indexOf(letter), 0);
}

test('an id is its prefix, the time in ten letters, and ten letters that never come twice', () => {
  const before = Date.now();
  const ids = Array.from({ length: 100_000 }, () => randomIds.next('run'));
  const after = Date.now();
  for (const id of ids) expect(id).toMatch(/^run_[0-9a-hjkmnp-tv-z]{20}$/);
  const times = ids.map(timeOf);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times[0]).toBeGreaterThanOrEqual(before);
  expect(times.at(-1)).toBeLessThanOrEqual(after);
  expect(new Set(ids.map((id) => id.slice(-10))).size).toBe(ids.length);
});
