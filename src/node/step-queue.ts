import type { StepFrame } from '../contract/link.ts';

/** Messages of one attempt that may wait, the ends of open steps apart, and that are passed on altogether. */
const maxWaiting = 500;
const maxTaken = 20_000;
/** Steps that may be open at once. */
const maxOpen = 1_000;

type StepSaid = Omit<StepFrame, 't' | 'run' | 'attempt' | 'at'>;

/**
 * What an attempt says of its steps until it is sent. What is too much is left out in pairs: the start of a step that is
 * left out takes its end with it, and the end of a step whose start was passed on always is, so that nothing stays
 * open, or seems to hold what came later.
 */
export class StepQueue {
  readonly #frameOf: (step: StepSaid) => StepFrame;
  #waiting: StepFrame[] = [];
  #taken = 0;
  #leftOut = 0;
  /** Steps whose start was passed on, and whose end was not. */
  readonly #open = new Set<string>();
  /** Steps whose start was left out, and whose end has not come. */
  readonly #dropped = new Set<string>();

  constructor(frameOf: (step: StepSaid) => StepFrame) {
    this.#frameOf = frameOf;
  }

  /** How many messages were left out. */
  get leftOut(): number {
    return this.#leftOut;
  }

  add(step: StepSaid): void {
    const { phase, id } = step;
    if (phase === 'end' && this.#open.delete(id)) {
      this.#push(step);
      return;
    }
    if (phase === 'end' && this.#dropped.delete(id)) {
      this.#leftOut += 1;
      return;
    }
    const opens = phase === 'start' && !this.#open.has(id);
    if (!this.#hasRoom(opens)) {
      this.#leftOut += 1;
      if (opens && this.#dropped.size < maxTaken) this.#dropped.add(id);
      return;
    }
    if (opens) {
      this.#open.add(id);
      this.#dropped.delete(id);
    }
    this.#push(step);
  }

  #hasRoom(opens: boolean): boolean {
    if (this.#waiting.length >= maxWaiting) return false;
    if (opens && this.#open.size >= maxOpen) return false;
    return this.#taken + this.#open.size + (opens ? 2 : 1) <= maxTaken;
  }

  /** Takes what waits. */
  take(): StepFrame[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  #push(step: StepSaid): void {
    this.#taken += 1;
    this.#waiting.push(this.#frameOf(step));
  }
}
