/** A timer that has been set and can be taken back. */
export interface Timer {
  /** Takes the timer back; harmless after it has fired. */
  cancel(): void;
}

/** Time as everything outside the adapters sees it: injected, so that tests can move it. */
export interface Clock {
  /** Wall time, ms since epoch. May jump. */
  now(): number;
  /** Time since some fixed point, ms, counting suspend (`os.uptime()`); never jumps. */
  uptimeMs(): number;
  /** Calls `fn` once after `delayMs` (at least 0) of uptime. Does not keep the process alive by itself. */
  timer(delayMs: number, fn: () => void): Timer;
}
