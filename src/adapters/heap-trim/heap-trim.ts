import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Clock, Timer } from '../../ports/clock.ts';

/** Gives the memory that rest has freed back to the system; see `createHeapTrim`. */
export interface HeapTrim {
  /** Something happened: the next rest is at least `restMs` away. Cheap. */
  busy(): void;
  stop(): void;
}

/**
 * V8 keeps a heap at the size of its busiest moment and collects nothing while nothing is allocated. This collects once,
 * after every busy time, when nothing has happened for `restMs` to twice that; at rest it sets no timer. `collect` is for
 * tests (default: a full collection, 50 to 100 ms on a heap of 30 MB).
 */
export function createHeapTrim(clock: Clock, restMs: number, collect: () => void = collectAll): HeapTrim {
  let happened = false;
  let timer: Timer | null = null;
  let stopped = false;
  const look = (): void => {
    timer = null;
    if (happened) {
      happened = false;
      timer = clock.timer(restMs, look);
    } else collect();
  };
  return {
    busy: () => {
      happened = true;
      if (!stopped) timer ??= clock.timer(restMs, look);
    },
    stop: () => {
      stopped = true;
      timer?.cancel();
    },
  };
}

/** Node hands out its collector only under a flag, which a running process can set for a context of its own. */
function collectAll(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('globalThis.gc?.()');
}
