import os from 'node:os';
import type { Clock, Timer } from '../../ports/clock.ts';

/** The longest delay that `setTimeout` takes, ms; longer ones are cut and the caller looks again. */
const longestDelayMs = 2 ** 31 - 1;

/** The machine's time. `uptimeMs` is `os.uptime()`, which counts suspend; its resolution is 10 ms on Linux. */
export const systemClock: Clock = {
  now: () => Date.now(),
  uptimeMs: () => os.uptime() * 1000,
  timer: (delayMs, fn): Timer => {
    const handle = setTimeout(fn, Math.min(Math.max(0, delayMs), longestDelayMs));
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};
