import type { RetryPolicy } from '../contract/manifest.ts';
import type { RunError } from '../contract/run-error.ts';

/** Lost attempts that are tried again without counting as failures; the next loss is final. */
export const maxLosses = 3;

/** Seconds before the retry that follows failure number `failures` (1, 2, …); the last listed delay repeats. */
export function retryDelaySeconds(policy: RetryPolicy, failures: number): number {
  const n = Math.max(1, failures);
  if (policy.delays !== undefined && policy.delays.length > 0) {
    return policy.delays[Math.min(n, policy.delays.length) - 1] ?? 0;
  }
  const base = policy.base ?? 30;
  const factor = policy.factor ?? 2;
  const grown = base * factor ** (n - 1);
  return Math.min(grown, policy.cap ?? 3600);
}

/** Whether an error of this class and code is worth another try at all. */
export function isRetryable(error: RunError | null, code: number | null): boolean {
  if (error?.type === 'BUSINESS') return false;
  return code !== 4 && code !== 5;
}

/** Whether this error means that the shop itself needs a person, so that the shop is paused and no failure counted. */
export function parksShop(error: RunError | null): boolean {
  return error?.type === 'LOGIN_EXPIRED' || error?.type === 'CAPTCHA';
}
