import type { OnceAnswer } from '../execution/flow-host.ts';

/** A side effect as the fake herd knows it. */
interface OnceHeld {
  readonly by: string;
  readonly done: boolean;
  readonly value: unknown;
  readonly expiresAt: number;
}

/**
 * A herd that is only in memory, with a clock that moves when a flow waits or a test says so. It remembers across runs what a
 * real one would: values of steps (per run) and side effects that happen once.
 */
export class TestHerd {
  #now: number;
  #runs = 0;
  readonly #attempts = new Map<string, number>();
  readonly #memos = new Map<string, Map<string, unknown>>();
  readonly #once = new Map<string, OnceHeld>();
  /** Attempts that are under way. */
  readonly #atWork = new Set<string>();

  /** `now`: wall time at the beginning, ms since epoch or ISO 8601. Default 2026-01-01T00:00:00Z. */
  constructor(options: { readonly now?: number | string } = {}) {
    this.#now = instant(options.now ?? '2026-01-01T00:00:00Z');
  }

  /** Wall time, ms since epoch. */
  now(): number {
    return this.#now;
  }

  /** Lets time pass, seconds. */
  pass(seconds: number): void {
    this.#now += seconds * 1000;
  }

  /** Ids of new runs: `run_1`, `run_2`, … */
  nextRun(): string {
    this.#runs += 1;
    return `run_${this.#runs}`;
  }

  /** 1, 2, …: the number of the run's next attempt. */
  nextAttempt(run: string): number {
    const attempt = (this.#attempts.get(run) ?? 0) + 1;
    this.#attempts.set(run, attempt);
    return attempt;
  }

  /** Values of ended steps of a run, by name. */
  memos(run: string): Map<string, unknown> {
    const known = this.#memos.get(run);
    if (known !== undefined) return known;
    const memos = new Map<string, unknown>();
    this.#memos.set(run, memos);
    return memos;
  }

  attemptBegins(by: string): void {
    this.#atWork.add(by);
  }

  attemptEnds(by: string): void {
    this.#atWork.delete(by);
  }

  onceBegin(key: string, ttlSeconds: number, by: string): OnceAnswer {
    const held = this.#live(key);
    if (held?.done === true) return { state: 'done', value: held.value };
    if (held !== undefined && held.by !== by) {
      return { state: this.#atWork.has(held.by) ? 'busy' : 'unknown', by: held.by };
    }
    this.#hold(key, ttlSeconds, { by, done: false, value: undefined });
    return { state: 'first' };
  }

  onceDone(key: string, ttlSeconds: number, by: string, value: unknown): void {
    this.#hold(key, ttlSeconds, { by, done: true, value });
  }

  onceRelease(key: string): void {
    this.#once.delete(key);
  }

  #hold(key: string, ttlSeconds: number, held: Omit<OnceHeld, 'expiresAt'>): void {
    this.#once.set(key, { ...held, expiresAt: this.#now + ttlSeconds * 1000 });
  }

  #live(key: string): OnceHeld | undefined {
    const held = this.#once.get(key);
    return held !== undefined && held.expiresAt > this.#now ? held : undefined;
  }
}

function instant(given: number | string): number {
  const at = typeof given === 'number' ? given : Date.parse(given);
  if (Number.isNaN(at)) throw new RangeError(`not an instant: ${given}`);
  return at;
}
