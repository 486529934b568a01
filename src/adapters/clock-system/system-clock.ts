import os from 'node:os';
import type { Clock, Timer } from '../../ports/clock.ts';

/** The longest delay that `setTimeout` takes, ms; longer ones are cut and the caller looks again. */
const longestDelayMs = 2 ** 31 - 1;

/** An uptime read is good for this much running time, ms: a read opens a file and costs some microseconds. */
const uptimeGoodForMs = 1;

let uptime = 0;
let uptimeReadAt = Number.NEGATIVE_INFINITY;

/** The machine's time. `uptimeMs` is `os.uptime()`, which counts suspend; its resolution is 10 ms on Linux. */
export const systemClock: Clock = {
  now: () => Date.now(),
  uptimeMs: () => {
    const now = performance.now();
    if (now - uptimeReadAt >= uptimeGoodForMs) {
      uptime = os.uptime() * 1000;
      uptimeReadAt = now;
    }
    return uptime;
  },
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
