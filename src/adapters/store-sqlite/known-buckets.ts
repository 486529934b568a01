/** Most buckets that are known; there is one for each limit key and class that somebody has waited for. */
const mostBuckets = 10_000;
/** A bucket with more runs than this is not worth keeping: the few at its head are found sooner by their index. */
const mostRuns = 256;

/**
 * Which runs stand in a bucket, where a query has once found all of them and they are few: whoever frees room asks for
 * waiters, and mostly there are none. One process owns the writes of a SQLite database, so what is known stays right.
 */
export class KnownBuckets {
  readonly #runs = new Map<number, number[]>();

  /** All that stand there, in no order; undefined: not known. */
  runsIn(bucket: number): readonly number[] | undefined {
    return this.#runs.get(bucket);
  }

  /** A query has found that these, and no others, stand there. */
  found(bucket: number, runs: readonly number[]): void {
    if (runs.length > mostRuns) return;
    if (this.#runs.size >= mostBuckets) this.#runs.clear();
    this.#runs.set(bucket, [...runs]);
  }

  /** A run has come into being (from null), moved, or come to its end (to null). */
  moved(run: number, from: number | null, to: number | null): void {
    if (from === to) return;
    const left = from === null ? undefined : this.#runs.get(from);
    const at = left?.indexOf(run) ?? -1;
    if (at >= 0) left?.splice(at, 1);
    const entered = to === null ? undefined : this.#runs.get(to);
    if (to === null || entered === undefined) return;
    if (entered.length < mostRuns) entered.push(run);
    else this.#runs.delete(to);
  }

  /** To be called after a rollback. */
  clear(): void {
    this.#runs.clear();
  }
}
