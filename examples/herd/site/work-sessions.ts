/**
 * Who is at work in one shop. A robot opens a work session when it begins and closes it when it ends, so two open
 * ones at the same moment are the very thing that must never happen, and this counts it.
 *
 * A session lives at most as long as the connection that opened it: a robot that is killed can't close its session,
 * but its connection breaks at once. Such a session is counted as abandoned and does not linger as a false overlap.
 */
export class WorkSessions {
  #nextId = 1;
  readonly #open = new Map<string, string>();
  #opened = 0;
  #overlaps = 0;
  #abandoned = 0;
  #maxConcurrent = 0;

  /** Begins a session for the run `by`; `others` are the runs already at work, which should be none. */
  open(by: string): { workId: string; others: string[] } {
    const others = [...this.#open.values()];
    const workId = `w${this.#nextId++}`;
    this.#open.set(workId, by);
    this.#opened += 1;
    if (others.length > 0) this.#overlaps += 1;
    this.#maxConcurrent = Math.max(this.#maxConcurrent, this.#open.size);
    return { workId, others };
  }

  /** Ends a session; false when it is not open. */
  close(workId: string): boolean {
    return this.#open.delete(workId);
  }

  /** Ends a session whose connection broke; nothing happens when it was closed in order before. */
  abandon(workId: string): void {
    if (this.#open.delete(workId)) this.#abandoned += 1;
  }

  counts(): WorkCounts {
    return {
      now: this.#open.size,
      opened: this.#opened,
      maxConcurrent: this.#maxConcurrent,
      overlaps: this.#overlaps,
      abandoned: this.#abandoned,
    };
  }
}

export interface WorkCounts {
  /** Sessions open at this moment. */
  readonly now: number;
  readonly opened: number;
  /** The most sessions that were open at once; 1 at most when the herd does what it promises. */
  readonly maxConcurrent: number;
  /** Sessions that were opened while another was open. */
  readonly overlaps: number;
  /** Sessions whose robot was gone before it closed them. */
  readonly abandoned: number;
}
