import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pruneLimits } from './pruning.ts';

const retention = fc.record({
  days: fc.integer({ min: 1, max: 4000 }),
  runs: fc.integer({ min: 0, max: 10_000_000 }),
  blobDays: fc.integer({ min: 1, max: 4000 }),
});
const now = fc.integer({ min: 1_700_000_000_000, max: 4_000_000_000_000 });
const ended = fc.integer({ min: 0, max: 20_000_000 });

describe('what the pruner may remove', () => {
  it('is only what ended longer ago than is kept', () => {
    fc.assert(
      fc.property(retention, now, ended, (kept, at, count) => {
        const limits = pruneLimits(kept, at, count);
        expect(at - limits.endedBefore).toBe(kept.days * 24 * 3600 * 1000);
        expect(at - limits.blobsBefore).toBe(kept.blobDays * 24 * 3600 * 1000);
      }),
    );
  });

  it('is, of what is younger, exactly what goes beyond the number that is kept', () => {
    fc.assert(
      fc.property(retention, now, ended, (kept, at, count) => {
        const { surplus } = pruneLimits(kept, at, count);
        expect(count - surplus).toBe(Math.min(count, kept.runs));
      }),
    );
  });

  it('moves forward with time', () => {
    fc.assert(
      fc.property(retention, now, fc.integer({ min: 1, max: 1e9 }), (kept, at, later) => {
        expect(pruneLimits(kept, at + later, 0).endedBefore).toBeGreaterThan(
          pruneLimits(kept, at, 0).endedBefore,
        );
      }),
    );
  });
});
