import type { Clock } from '../ports/clock.ts';

/** Waits for work, but no longer than this; true when it was done. Work that rejects in time rejects here. */
export async function withinTime(work: Promise<void>, patienceMs: number, clock: Clock): Promise<boolean> {
  const { promise: tooLong, resolve } = Promise.withResolvers<false>();
  const timer = clock.timer(patienceMs, () => resolve(false));
  try {
    return await Promise.race([work.then(() => true), tooLong]);
  } finally {
    timer.cancel();
  }
}
