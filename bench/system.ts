/** What the bench asks of each system under measurement: one job that does nothing, and one that says when it started. */

/** First start and last durable finish, ms since epoch with fractions. */
export interface Span {
  readonly firstStartAt: number;
  readonly lastFinishAt: number;
}

/** A system with its service and worker running, each in a process of its own; the worker takes nothing yet. */
export interface OpenSystem {
  /** Puts no-op jobs in, in batches of 1,000, one batch after the other; resolves when all are accepted. */
  enqueue(jobs: number): Promise<void>;
  /** Lets the worker take jobs until all that were put in have ended; it takes nothing afterwards. */
  drain(): Promise<Span>;
  /** Lets the worker take jobs from now on. */
  serve(): Promise<void>;
  /** Puts one job in that notes how long after `submittedAt` (see `wallMs`) its function started. */
  submit(submittedAt: number): Promise<void>;
  /** Those times, ms, once `count` of them are there. */
  startDelays(count: number): Promise<number[]>;
  /** Its processes: service and worker; what they have started counts as theirs. */
  readonly pids: readonly number[];
  /** Ends every process. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Jobs executed at once. */
  readonly concurrency: number;
  /** An empty folder for this turn; removed by the caller. */
  readonly folder: string;
  /** Where Drover's processes write their CPU profiles; null for none. */
  readonly profiles: string | null;
}

export interface System {
  readonly name: string;
  open(options: OpenOptions): Promise<OpenSystem>;
}

/** Wall time that processes of one machine agree on, ms since epoch with fractions. */
export function wallMs(): number {
  return performance.timeOrigin + performance.now();
}

/** How many jobs go into one call that puts many in. */
export const batchSize = 1_000;

/** Sizes of the batches that `jobs` are put in with. */
export function batchesOf(jobs: number): number[] {
  const full = Math.floor(jobs / batchSize);
  const rest = jobs % batchSize;
  return [...Array.from({ length: full }, () => batchSize), ...(rest > 0 ? [rest] : [])];
}
