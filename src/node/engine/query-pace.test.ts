import { expect, it } from 'vitest';
import { createQueryPace } from './query-pace.ts';

it.for([0, 0.5, 0.999])('a task of 60 s is queried at most 12 times, whatever the jitter (%s)', (random) => {
  const pace = createQueryPace(10_000, () => random);
  let at = 0;
  let queries = 0;
  while (at < 60_000) {
    at += pace.next(null);
    queries += 1;
  }
  expect(queries).toBeLessThanOrEqual(12);
});

it('begins with 200 ms, doubles up to the longest, and waits at least as long as the engine asks', () => {
  const pace = createQueryPace(1000, () => 0.5);
  expect([pace.next(null), pace.next(null), pace.next(5000), pace.next(null), pace.next(null)]).toEqual([
    200, 400, 5000, 1000, 1000,
  ]);
});
