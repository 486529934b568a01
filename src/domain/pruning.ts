/** How much history is kept. */
export interface Retention {
  readonly days: number;
  readonly runs: number;
  readonly blobDays: number;
}

/** Ended runs up to this end time may go, and how many more beyond it because there are too many. */
export function pruneLimits(
  retention: Retention,
  now: number,
  endedRuns: number,
): { readonly endedBefore: number; readonly surplus: number; readonly blobsBefore: number } {
  const day = 86_400_000;
  return {
    endedBefore: now - retention.days * day,
    surplus: Math.max(0, endedRuns - retention.runs),
    blobsBefore: now - retention.blobDays * day,
  };
}

/** Idempotency keys are kept this long, ms. */
export const idempotencyKeptMs = 24 * 3600 * 1000;
