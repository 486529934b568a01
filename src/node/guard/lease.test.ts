import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeLease, type LeaseFacts } from './lease.ts';

const facts: LeaseFacts = { leaseMs: 15_000, renewedAt: 100_000, watchedSince: 50_000, trees: 2 };

test('the lease of 15 s is usable for 13 s from the moment its renewal was sent', () => {
  expect(judgeLease(facts, 112_999)).toEqual({ state: 'wait', lookAfterMs: 1 });
  expect(judgeLease(facts, 113_000)).toEqual({ state: 'expired' });
});

test('while trees run it is looked at every second, else only when it ends', () => {
  expect(judgeLease(facts, 100_000)).toEqual({ state: 'wait', lookAfterMs: 1_000 });
  expect(judgeLease({ ...facts, trees: 0 }, 100_000)).toEqual({ state: 'wait', lookAfterMs: 13_000 });
});

test('a node that never had a lease and runs nothing is left alone; what it runs has one term', () => {
  const never = { ...facts, renewedAt: null };
  expect(judgeLease({ ...never, trees: 0 }, 1_000_000)).toEqual({ state: 'idle' });
  expect(judgeLease(never, 62_999).state).toBe('wait');
  expect(judgeLease(never, 63_000).state).toBe('expired');
});

test('looked at when told to, it is never overrun by more than nothing', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60_000 }),
      fc.integer({ min: 0, max: 3 }),
      fc.nat(60_000),
      (leaseMs, trees, elapsed) => {
        const now = 100_000 + elapsed;
        const verdict = judgeLease({ ...facts, leaseMs, trees }, now);
        if (verdict.state !== 'wait') return verdict.state === 'expired' && elapsed >= leaseMs - 2_000;
        return verdict.lookAfterMs > 0 && now + verdict.lookAfterMs <= 100_000 + leaseMs - 2_000;
      },
    ),
  );
});
