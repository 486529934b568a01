import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runErrorTypes } from '../contract/error-types.ts';
import { resultFrameSchema } from '../contract/link.ts';
import { type AttemptEnd, decideAttemptEnd } from './attempt-end.ts';
import { maxLosses } from './retry-policy.ts';

const policy = { max: 3, delays: [30, 60, 120] };
const error = fc.option(fc.record({ type: fc.constantFrom(...runErrorTypes), message: fc.string() }));
const code = fc.option(fc.integer({ min: 1, max: 5 }));
const reported = fc.constantFrom(...resultFrameSchema.shape.outcome.options);
const end: fc.Arbitrary<AttemptEnd> = fc.oneof(
  fc.record({ outcome: reported, code, error, output: fc.constant(null) }),
  fc.record({
    outcome: fc.constantFrom('lost', 'withdrawn'),
    code: fc.constant(null),
    error: fc.constant(null),
    output: fc.constant(null),
  }),
);
const run = fc.integer({ min: 0, max: 5 }).chain((maxRetries) =>
  fc.record({
    maxRetries: fc.constant(maxRetries),
    failures: fc.integer({ min: 0, max: maxRetries }),
    losses: fc.integer({ min: 0, max: maxLosses }),
    cancelRequestedAt: fc.option(fc.constant(5)),
    shopId: fc.option(fc.constant('1001')),
  }),
);
const fresh = { maxRetries: 2, failures: 0, losses: 0, cancelRequestedAt: null, shopId: '1001' };
const said = (type: (typeof runErrorTypes)[number], exitCode = 1): AttemptEnd => ({
  outcome: 'failed',
  code: exitCode,
  error: { type, message: 'said so' },
  output: null,
});

describe('the end of an attempt', () => {
  it('never leads to more failures than one beyond the allowed retries', () => {
    fc.assert(
      fc.property(run, end, (facts, ended) => {
        const { countsAsFailure, verdict } = decideAttemptEnd(facts, ended, policy);
        const failures = facts.failures + (countsAsFailure ? 1 : 0);
        if (verdict.next === 'retrying') expect(failures).toBeLessThanOrEqual(facts.maxRetries);
        expect(failures).toBeLessThanOrEqual(facts.maxRetries + 1);
      }),
    );
  });

  it('counts only what failed: not what was lost, parked, stopped, withdrawn, cancelled or went well', () => {
    fc.assert(
      fc.property(run, end, (facts, ended) => {
        const { countsAsFailure, outcome } = decideAttemptEnd(facts, ended, policy);
        expect(countsAsFailure).toBe(outcome === 'failed' || outcome === 'timeout');
      }),
    );
  });

  it('of a run whose cancel was asked ends it: succeeded if it went well, else cancelled', () => {
    fc.assert(
      fc.property(run, end, (facts, ended) => {
        const { verdict } = decideAttemptEnd({ ...facts, cancelRequestedAt: 1 }, ended, policy);
        expect(verdict).toEqual({ next: ended.outcome === 'succeeded' ? 'succeeded' : 'cancelled' });
      }),
    );
  });

  it('cancels no run whose cancel nobody asked', () => {
    fc.assert(
      fc.property(run, end, (facts, ended) => {
        const { verdict } = decideAttemptEnd({ ...facts, cancelRequestedAt: null }, ended, policy);
        expect(verdict.next).not.toBe('cancelled');
      }),
    );
  });

  it('gives every run that fails for good a code and an error', () => {
    fc.assert(
      fc.property(run, end, (facts, ended) => {
        const { verdict } = decideAttemptEnd(facts, ended, policy);
        if (verdict.next !== 'failed' && verdict.next !== 'retrying') return;
        expect(verdict.code).toBeGreaterThanOrEqual(1);
        expect(verdict.error.type).toBeTruthy();
        expect(verdict.error.message).toBeTypeOf('string');
      }),
    );
  });

  it('is followed by the delay of the failure that it is', () => {
    const delays = [0, 1].map((failures) =>
      decideAttemptEnd({ ...fresh, failures }, said('TRANSIENT'), policy),
    );
    expect(delays.map(({ verdict }) => verdict)).toMatchObject([
      { next: 'retrying', delayMs: 30_000 },
      { next: 'retrying', delayMs: 60_000 },
    ]);
    expect(decideAttemptEnd({ ...fresh, failures: 2 }, said('TRANSIENT'), policy).verdict.next).toBe(
      'failed',
    );
  });

  it('forgives three losses, then fails the run with NODE', () => {
    const lost: AttemptEnd = { outcome: 'lost', code: null, error: null, output: null };
    const verdicts = [0, 1, 2, 3].map(
      (losses) => decideAttemptEnd({ ...fresh, losses }, lost, policy).verdict,
    );
    expect(verdicts.map(({ next }) => next)).toEqual(['wait', 'wait', 'wait', 'failed']);
    expect(verdicts[3]).toMatchObject({ code: 1, error: { type: 'NODE' } });
  });

  it('parks the shop for a lost login or a captcha, and without a shop is an ordinary failure', () => {
    for (const type of ['LOGIN_EXPIRED', 'CAPTCHA'] as const) {
      expect(decideAttemptEnd(fresh, said(type), policy)).toMatchObject({
        outcome: 'parked',
        countsAsFailure: false,
        verdict: { next: 'park', error: { type } },
      });
      expect(decideAttemptEnd({ ...fresh, shopId: null }, said(type), policy).verdict.next).toBe('retrying');
    }
  });

  it('is never followed by a retry for BUSINESS, permission or configuration', () => {
    for (const ended of [said('BUSINESS'), said('PERMISSION', 4), said('CONFIG', 5)]) {
      expect(decideAttemptEnd(fresh, ended, policy).verdict.next).toBe('failed');
    }
  });
});
