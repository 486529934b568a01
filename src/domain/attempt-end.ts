import type { ResultFrame } from '../contract/link.ts';
import type { RetryPolicy } from '../contract/manifest.ts';
import { ownWords } from '../contract/own-words.ts';
import type { AttemptOutcome } from '../contract/run.ts';
import type { RunError } from '../contract/run-error.ts';
import { statusCodes } from '../contract/run-states.ts';
import { isRetryable, maxLosses, parksShop, retryDelaySeconds } from './retry-policy.ts';
import type { RunRecord } from './run-record.ts';

/** How an attempt ended, as the server learnt it: by a result, or by the loss of its node. */
export type AttemptEnd =
  | Pick<ResultFrame, 'outcome' | 'code' | 'error' | 'output'>
  /** `lost`: its node is gone. `withdrawn`: the node, same boot, never held it. */
  | {
      readonly outcome: 'lost' | 'withdrawn';
      readonly code: null;
      readonly error: null;
      readonly output: null;
    };

/** What follows for the run. */
export type AttemptVerdict =
  | { readonly next: 'succeeded' }
  | { readonly next: 'cancelled' }
  | { readonly next: 'failed'; readonly code: number; readonly error: RunError }
  | { readonly next: 'retrying'; readonly delayMs: number; readonly code: number; readonly error: RunError }
  /** Waits for room again, at once. */
  | { readonly next: 'wait'; readonly lost: boolean }
  /** Its shop is to be paused with the error as reason; the run waits for it. */
  | { readonly next: 'park'; readonly error: RunError };

export interface AttemptDecision {
  /** What the attempt's own row says. */
  readonly outcome: AttemptOutcome;
  /** Whether it counts against the allowed retries. */
  readonly countsAsFailure: boolean;
  readonly verdict: AttemptVerdict;
}

const unknownFailure: RunError = { type: 'EXIT', message: 'the program failed without saying why' };

/** Decides what follows when an attempt has ended. Only an exit 0 that came before a cancel is a success. */
export function decideAttemptEnd(
  run: Pick<RunRecord, 'failures' | 'losses' | 'maxRetries' | 'cancelRequestedAt' | 'shopId'>,
  end: AttemptEnd,
  policy: RetryPolicy,
): AttemptDecision {
  const cancelling = run.cancelRequestedAt !== null;
  switch (end.outcome) {
    case 'succeeded':
      return { outcome: 'succeeded', countsAsFailure: false, verdict: { next: 'succeeded' } };
    case 'cancelled':
      return {
        outcome: 'cancelled',
        countsAsFailure: false,
        verdict: cancelling ? { next: 'cancelled' } : { next: 'wait', lost: false },
      };
    case 'stopped':
    case 'withdrawn':
      return {
        outcome: end.outcome,
        countsAsFailure: false,
        verdict: cancelling ? { next: 'cancelled' } : { next: 'wait', lost: false },
      };
    case 'lost': {
      if (cancelling) return { outcome: 'lost', countsAsFailure: false, verdict: { next: 'cancelled' } };
      if (run.losses < maxLosses)
        return { outcome: 'lost', countsAsFailure: false, verdict: { next: 'wait', lost: true } };
      const error: RunError = {
        type: 'NODE',
        message: ownWords('node_lost', { n: run.losses + 1 }),
      };
      return {
        outcome: 'lost',
        countsAsFailure: false,
        verdict: { next: 'failed', code: statusCodes.failed, error },
      };
    }
    case 'refused':
    case 'failed':
    case 'timeout':
      break;
  }
  const outcome: AttemptOutcome = end.outcome === 'timeout' ? 'timeout' : 'failed';
  if (cancelling) return { outcome: 'cancelled', countsAsFailure: false, verdict: { next: 'cancelled' } };
  const error = end.error ?? unknownFailure;
  const code = end.code ?? (outcome === 'timeout' ? statusCodes.timedOut : statusCodes.failed);
  if (parksShop(error) && run.shopId !== null) {
    return { outcome: 'parked', countsAsFailure: false, verdict: { next: 'park', error } };
  }
  if (isRetryable(error, code) && run.failures < run.maxRetries) {
    const delayMs = Math.round(retryDelaySeconds(policy, run.failures + 1) * 1000);
    return { outcome, countsAsFailure: true, verdict: { next: 'retrying', delayMs, code, error } };
  }
  return { outcome, countsAsFailure: true, verdict: { next: 'failed', code, error } };
}
