import os from 'node:os';
import type { Clock, Timer } from '../../ports/clock.ts';
import { uptimeOf } from './uptime.ts';

/** The longest delay that `setTimeout` takes, ms; longer ones are cut and the caller looks again. */
const longestDelayMs = 2 ** 31 - 1;

/** The machine's time. `uptimeMs` is `os.uptime()`, which counts suspend. */
export const systemClock: Clock = {
  now: () => Date.now(),
  uptimeMs: uptimeOf({
    uptime: () => os.uptime() * 1000,
    running: () => performance.now(),
    wall: () => Date.now(),
  }),
  timer: (delayMs, fn): Timer => {
    if (delayMs <= 0) {
      // A timeout takes a millisecond at least. An immediate ends with this turn, so it keeps no process alive.
      const soon = setImmediate(fn);
      return { cancel: () => clearImmediate(soon) };
    }
    const handle = setTimeout(fn, Math.min(Math.max(0, delayMs), longestDelayMs));
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};
