/** How long to wait between queries of a task. */

/** The first query comes this long after the task was created, ms. */
const firstMs = 200;
/** Each wait is so many times the one before, until the longest. */
const growth = 2;
/** Part of a wait by which it may be longer or shorter, so that tasks created together are not queried together. */
const jitter = 0.1;

export interface QueryPace {
  /** The next wait, ms. `afterMs`: what the engine asks for at least; null: nothing. */
  next(afterMs: number | null): number;
}

/** `random` gives numbers from 0 to 1. */
export function createQueryPace(longestMs: number, random: () => number): QueryPace {
  let plain = firstMs;
  return {
    next: (afterMs) => {
      const waitMs = Math.min(plain, longestMs) * (1 + jitter * (2 * random() - 1));
      plain = Math.min(plain * growth, longestMs);
      return Math.max(waitMs, afterMs ?? 0);
    },
  };
}
