import { setTimeout as pause } from 'node:timers/promises';

const usualLookMs = 10;

/**
 * Resolves with the first answer that is neither undefined nor false; rejects with `what` in words when there is none in
 * time. For conditions in other processes, which can't call back.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs: number,
  lookEveryMs: number = usualLookMs,
): Promise<T> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() >= giveUpAt) throw new Error(`not seen within ${timeoutMs / 1000} s: ${what}`);
    await pause(lookEveryMs);
  }
}

/** Lets real time pass where time itself is what is tested: how long a thing lasts, or that nothing happens. */
export async function elapse(ms: number): Promise<void> {
  await pause(ms);
}
