const everyMs = 20;

/** Measures how late this machine lets a plain timer be, so that limits of time can be judged fairly. */
export interface ControlTimer extends Disposable {
  /** The worst lateness since the start, or since `reset`, ms; that of a timer that is overdue now counts. */
  worstMs(): number;
  reset(): void;
}

/** Starts one; dispose of it when done. */
export function controlTimer(): ControlTimer {
  let worst = 0;
  let dueAt = performance.now() + everyMs;
  const timer = setInterval(() => {
    const now = performance.now();
    worst = Math.max(worst, now - dueAt);
    dueAt = now + everyMs;
  }, everyMs);
  return {
    worstMs: () => Math.max(worst, performance.now() - dueAt),
    reset: () => {
      worst = 0;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
