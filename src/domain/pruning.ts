const dayMs = 86_400_000;

/** How much history is kept. */
export interface Retention {
  readonly days: number;
  readonly runs: number;
  readonly blobDays: number;
}

/** How long files of runs are kept after their end, ms. */
export const filesKeptMs = ({ blobDays }: Pick<Retention, 'blobDays'>): number => blobDays * dayMs;

/** Ended runs up to this end time may go, and how many more beyond it because there are too many. */
export function pruneLimits(
  retention: Retention,
  now: number,
  endedRuns: number,
): { readonly endedBefore: number; readonly surplus: number; readonly blobsBefore: number } {
  return {
    endedBefore: now - retention.days * dayMs,
    surplus: Math.max(0, endedRuns - retention.runs),
    blobsBefore: now - filesKeptMs(retention),
  };
}

/** Idempotency keys are kept this long, ms. */
export const idempotencyKeptMs = 24 * 3600 * 1000;
