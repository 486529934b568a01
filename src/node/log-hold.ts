import type { Clock, Timer } from '../ports/clock.ts';

/** How long a program is held while none of its lines is taken: then they are left out and counted, and it goes on. */
const holdPatienceMs = 5_000;

/** A log that may have no room. */
export interface HoldableLog {
  /** Lines that come now may soon be left out. */
  readonly crowded: boolean;
}

/**
 * Holds a program that prints faster than its lines are taken: whoever reads its output waits between two pieces, so
 * that the pipe fills and the program waits in its own write.
 *
 *   open      nothing waits
 *   holding   the log is crowded; left when it has room, or after `holdPatienceMs`
 *   given up  nothing waits until lines have been taken and the log has room again: a server that is away must not stop a
 *             robot. That the log forgets sent lines for want of room is none of that.
 */
export class LogHold {
  readonly #clock: Clock;
  readonly #log: HoldableLog;
  #waiting: { readonly room: Promise<void>; readonly resolve: () => void; readonly timer: Timer } | null =
    null;
  #givenUp = false;
  #ended = false;

  constructor(clock: Clock, log: HoldableLog) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Null: go on. Else resolves when the log has room, or this has been given up. */
  room(): Promise<void> | null {
    if (this.#ended || this.#givenUp || !this.#log.crowded) return null;
    if (this.#waiting === null) {
      const { promise: room, resolve } = Promise.withResolvers<void>();
      const timer = this.#clock.timer(holdPatienceMs, () => {
        this.#givenUp = true;
        this.#release();
      });
      this.#waiting = { room, resolve, timer };
    }
    return this.#waiting.room;
  }

  /** Lines have been taken, or memory has become free. True while it is to be asked again when that happens next. */
  look(): boolean {
    if (!this.#log.crowded) {
      this.#givenUp = false;
      this.#release();
    }
    return this.#waiting !== null || this.#givenUp;
  }

  /** Nothing more is held. */
  end(): void {
    this.#ended = true;
    this.#release();
  }

  #release(): void {
    this.#waiting?.timer.cancel();
    this.#waiting?.resolve();
    this.#waiting = null;
  }
}
