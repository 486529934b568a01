import { expect, test } from 'vitest';
import { KnownBuckets } from './known-buckets.ts';

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

test('a bucket is known from when all of it has been found, and runs that enter and leave it are followed', () => {
  const known = new KnownBuckets();
  known.moved(1, null, 7);
  expect(known.runsIn(7)).toBeUndefined();
  known.found(7, [1]);
  known.moved(2, null, 7);
  known.moved(1, 7, 9);
  known.moved(2, 7, 7);
  expect(known.runsIn(7)).toEqual([2]);
  expect(known.runsIn(9)).toBeUndefined();
  known.moved(2, 7, null);
  expect(known.runsIn(7)).toEqual([]);
  known.clear();
  expect(known.runsIn(7)).toBeUndefined();
});

test('a bucket that grows beyond 256 runs is no longer known, and one that is found so is not taken', () => {
  const known = new KnownBuckets();
  known.found(7, upTo(256));
  expect(known.runsIn(7)).toHaveLength(256);
  known.moved(257, 9, 7);
  expect(known.runsIn(7)).toBeUndefined();
  known.moved(257, 7, 9);
  expect(known.runsIn(7)).toBeUndefined();
  known.found(7, upTo(257));
  expect(known.runsIn(7)).toBeUndefined();
});

test('what is kept of buckets is bounded', () => {
  const known = new KnownBuckets();
  for (const bucket of upTo(10_001)) known.found(bucket, []);
  expect(upTo(10_001).filter((bucket) => known.runsIn(bucket) !== undefined)).toEqual([10_001]);
});
