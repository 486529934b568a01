import type { RunRecord } from '../../domain/run-record.ts';
import type { Connection } from './connection.ts';
import type { KeptBack } from './kept-back.ts';
import { KnownBuckets } from './known-buckets.ts';

const byRank = (a: RunRecord, b: RunRecord): number => a.rank - b.rank || a.seq - b.seq;

/** The runs of a bucket by rank: from memory where that knows the bucket, else from the rows and from what is kept back. */
export class BucketReads {
  /** What runs do must be told to it. */
  readonly known = new KnownBuckets();
  readonly #c: Connection;
  readonly #kept: KeptBack;
  readonly #runs: (seqs: readonly number[]) => Promise<RunRecord[]>;

  /** `runs`: reads the runs of these keys, those that there are, in their order. */
  constructor(
    connection: Connection,
    kept: KeptBack,
    runs: (seqs: readonly number[]) => Promise<RunRecord[]>,
  ) {
    this.#c = connection;
    this.#kept = kept;
    this.#runs = runs;
  }

  /** The first runs of the bucket by rank. */
  async best(bucket: number, limit: number): Promise<RunRecord[]> {
    const known = this.known.runsIn(bucket);
    if (known !== undefined) return (await this.#runs(known)).sort(byRank).slice(0, limit);
    const seqs = this.#c.numbersBeside(
      'SELECT seq FROM run WHERE bucket = ? ORDER BY rank, seq LIMIT ?',
      bucket,
      limit + this.#kept.rowsIn(bucket),
    );
    const kept = this.#kept.runsIn(bucket);
    const rows = seqs.filter((seq) => this.#kept.run(seq) === undefined);
    if (rows.length + kept.length < limit) this.known.found(bucket, [...rows, ...kept.map((run) => run.seq)]);
    const found = await this.#runs(rows);
    if (kept.length === 0) return found.slice(0, limit);
    for (const run of kept) found.push({ ...run });
    return found.sort(byRank).slice(0, limit);
  }

  /** The first runs of several buckets together. */
  async bestOf(buckets: readonly number[], limit: number): Promise<RunRecord[]> {
    const found: RunRecord[] = [];
    for (const bucket of buckets) found.push(...(await this.best(bucket, limit)));
    if (buckets.length > 1) found.sort(byRank);
    return found.slice(0, limit);
  }
}
