/** What `uptimeOf` goes by; each in ms. */
export interface UptimeSources {
  /** The machine's uptime, with suspend; a read opens a file on Linux, and its resolution is 10 ms there. */
  readonly uptime: () => number;
  /** Running time: stands still in suspend on most systems. */
  readonly running: () => number;
  /** Wall time. */
  readonly wall: () => number;
}

/** How long one read of the uptime is gone on from, ms of running time. */
const goodForMs = 1_000;
/** Wall time and running time may part this far meanwhile; further apart, the machine has slept or its clock was set. */
const apartMs = 5;

/**
 * A reader of the machine's uptime: read once a second, and gone on from by the running time. After a suspend, which shows
 * in the wall time, it is read again at once. Never goes back, never is ahead.
 */
export function uptimeOf({ uptime, running, wall }: UptimeSources): () => number {
  let base = 0;
  let runningThen = Number.NEGATIVE_INFINITY;
  let wallThen = 0;
  return () => {
    const runningNow = running();
    const wallNow = wall();
    const ran = runningNow - runningThen;
    if (ran < goodForMs && Math.abs(wallNow - wallThen - ran) <= apartMs) return Math.floor(base + ran);
    // What was read is rounded down, so what it came to by running time may be nearer to the truth.
    base = Math.max(uptime(), Number.isFinite(ran) ? base + ran : 0);
    runningThen = runningNow;
    wallThen = wallNow;
    return Math.floor(base);
  };
}
