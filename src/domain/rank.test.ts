import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priorityWords } from '../contract/priority.ts';
import { defaultAgeStepMs, rankOf } from './rank.ts';

const instant = fc.integer({ min: 0, max: 4_000_000_000_000 });
const priority = fc.integer({ min: 0, max: 9 });
const step = fc.integer({ min: 1, max: 3_600_000 });

describe('rank', () => {
  it('puts the more urgent first, and among equals the older', () => {
    fc.assert(
      fc.property(instant, priority, priority, fc.integer({ min: 1, max: 10_000_000 }), (t, a, b, later) => {
        fc.pre(a > b);
        expect(rankOf(t, a)).toBeLessThan(rankOf(t, b));
        expect(rankOf(t, a)).toBeLessThan(rankOf(t + later, a));
      }),
    );
  });

  it('lets a waiting run outrank a newer one after exactly as many steps as their priorities differ', () => {
    fc.assert(
      fc.property(instant, priority, priority, step, (t, low, high, ageStepMs) => {
        fc.pre(high > low);
        const even = t + (high - low) * ageStepMs;
        expect(rankOf(t, low, ageStepMs)).toBeLessThan(rankOf(even + 1, high, ageStepMs));
        expect(rankOf(t, low, ageStepMs)).toBeGreaterThan(rankOf(even - 1, high, ageStepMs));
      }),
    );
  });

  it('lets a low run outrank a newer high one after 8 steps: 16 minutes', () => {
    const { low, high } = priorityWords;
    expect(8 * defaultAgeStepMs).toBe(16 * 60_000);
    expect(rankOf(0, low)).toBeLessThan(rankOf(16 * 60_000 + 1, high));
    expect(rankOf(0, low)).toBeGreaterThan(rankOf(16 * 60_000 - 1, high));
  });
});
