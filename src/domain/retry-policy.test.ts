import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RunErrorType, runErrorTypes } from '../contract/error-types.ts';
import { isRetryable, parksShop, retryDelaySeconds } from './retry-policy.ts';

const seconds = fc.double({ min: 0, max: 1e9, noNaN: true });
const positive = fc.double({ min: 0.001, max: 1e9, noNaN: true });
const growing = fc.record(
  {
    max: fc.integer({ min: 0, max: 100 }),
    base: positive,
    factor: fc.double({ min: 1, max: 1000, noNaN: true }),
    cap: positive,
  },
  { requiredKeys: ['max'] },
);
const failures = fc.integer({ min: 1, max: 101 });
const named = (type: RunErrorType) => ({ type, message: 'said so' });

describe('retry delay', () => {
  it('is finite, never negative and never above the cap', () => {
    fc.assert(
      fc.property(growing, failures, (policy, n) => {
        const delay = retryDelaySeconds(policy, n);
        expect(Number.isFinite(delay)).toBe(true);
        expect(delay).toBeGreaterThan(0);
        expect(delay).toBeLessThanOrEqual(policy.cap ?? 3600);
      }),
    );
  });

  it('never shrinks from one failure to the next where it grows by a factor', () => {
    fc.assert(
      fc.property(growing, failures, (policy, n) => {
        expect(retryDelaySeconds(policy, n + 1)).toBeGreaterThanOrEqual(retryDelaySeconds(policy, n));
      }),
    );
  });

  it('follows the list where there is one; its last delay repeats', () => {
    fc.assert(
      fc.property(
        fc.array(seconds, { minLength: 1, maxLength: 10 }),
        failures,
        growing,
        (delays, n, rest) => {
          expect(retryDelaySeconds({ ...rest, delays }, n)).toBe(delays[Math.min(n, delays.length) - 1]);
        },
      ),
    );
  });

  it('doubles from 30 s up to an hour by default', () => {
    const delays = [1, 2, 3, 8, 9].map((n) => retryDelaySeconds({ max: 9 }, n));
    expect(delays).toEqual([30, 60, 120, 3600, 3600]);
  });
});

describe('which errors are tried again', () => {
  it('BUSINESS, permission (4) and configuration (5) never; all others', () => {
    for (const type of runErrorTypes) {
      for (const code of [1, 2, 3, 4, 5]) {
        expect([type, code, isRetryable(named(type), code)]).toEqual([
          type,
          code,
          type !== 'BUSINESS' && code !== 4 && code !== 5,
        ]);
      }
    }
    expect(isRetryable(null, null)).toBe(true);
  });

  it('a lost login and a captcha park the shop, nothing else does', () => {
    expect(runErrorTypes.filter((type) => parksShop(named(type)))).toEqual(['LOGIN_EXPIRED', 'CAPTCHA']);
    expect(parksShop(null)).toBe(false);
  });
});
