import { BriefMap } from '../../domain/brief-map.ts';
import type { RunRecord } from '../../domain/run-record.ts';

/** Runs remembered; beyond this the ones remembered for longest are forgotten. */
const usualCapacity = 16_384;

/**
 * Runs that this process has lately written or read, so that a run is not read from its row again at each step of its
 * life. One process owns the writes of a SQLite database, so memory and rows agree; a rollback empties it.
 */
export class RunCache {
  readonly #capacity: number;
  readonly #bySeq = new BriefMap<number, RunRecord>();
  readonly #byId = new BriefMap<string, number>();

  constructor(capacity = usualCapacity) {
    this.#capacity = capacity;
  }

  /** A copy: whoever asks may change it. */
  get(seq: number): RunRecord | undefined {
    const run = this.#bySeq.get(seq);
    return run && { ...run };
  }

  seqOf(id: string): number | undefined {
    return this.#byId.get(id);
  }

  /** The object that is remembered itself, for the store to change. */
  own(seq: number): RunRecord | undefined {
    return this.#bySeq.get(seq);
  }

  put(run: RunRecord): void {
    this.#bySeq.set(run.seq, { ...run });
    this.#byId.set(run.id, run.seq);
    if (this.#bySeq.size <= this.#capacity) return;
    const [, oldest] = this.#bySeq.takeOldest() ?? [];
    if (oldest !== undefined) this.#byId.delete(oldest.id);
  }

  /** A new run: remembered if there is room. Those that are there already are mostly needed before it. */
  putNew(run: RunRecord): void {
    if (this.#bySeq.size < this.#capacity) this.put(run);
  }

  remove(seq: number): void {
    const run = this.#bySeq.get(seq);
    if (run === undefined) return;
    this.#bySeq.delete(seq);
    this.#byId.delete(run.id);
  }

  clear(): void {
    this.#bySeq.clear();
    this.#byId.clear();
  }
}
