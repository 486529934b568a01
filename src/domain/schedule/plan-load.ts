/** How many runs, and how many places on nodes, the buckets of a plan need. */

/** Slots of one schedule that are due in one bucket, and what they need. */
export interface PlanLoad {
  /** Runs that are made at `at`, ms since the plan's beginning. */
  readonly at: number;
  readonly runs: number;
  /** Of one run, ms. */
  readonly durationMs: number;
}

/** Sums up, for buckets of equal length, the places that are taken on average: each run takes one for its duration. */
export class PlaceSum {
  readonly #bucketMs: number;
  readonly #taken: number[];

  constructor(buckets: number, bucketMs: number) {
    this.#bucketMs = bucketMs;
    this.#taken = new Array<number>(buckets).fill(0);
  }

  add({ at, runs, durationMs }: PlanLoad): void {
    const bucketMs = this.#bucketMs;
    const end = at + durationMs;
    for (let index = Math.max(0, Math.floor(at / bucketMs)); index < this.#taken.length; index++) {
      const within = Math.min(end, (index + 1) * bucketMs) - Math.max(at, index * bucketMs);
      if (within <= 0) break;
      this.#taken[index] = (this.#taken[index] ?? 0) + (runs * within) / bucketMs;
    }
  }

  /** Places, rounded to two decimals. */
  all(): number[] {
    return this.#taken.map((taken) => Math.round(taken * 100) / 100);
  }
}

/** A bucket as peaks are told by it. */
export interface BucketLoad {
  readonly runs: number;
  readonly busy: number;
}

/** Fewer runs than this are no peak unless they are more than the nodes have places for. */
const leastRuns = 5;
/** So many times the average of the whole plan is a peak. */
const timesUsual = 3;

/** `over`: needs more places than there are; `high`: far more runs than usual in this plan. Without nodes nothing is `over`. */
export function peakKinds(buckets: readonly BucketLoad[], capacity: number): (null | 'over' | 'high')[] {
  const usual = buckets.reduce((sum, { runs }) => sum + runs, 0) / Math.max(1, buckets.length);
  return buckets.map(({ runs, busy }) => {
    if (capacity > 0 && busy > capacity) return 'over';
    return runs >= Math.max(leastRuns, timesUsual * usual) ? 'high' : null;
  });
}

/** Buckets in a row of the same kind, as `[first, end)`. */
export function peakSpans(
  kinds: readonly (null | 'over' | 'high')[],
): { readonly kind: 'over' | 'high'; readonly first: number; readonly end: number }[] {
  const spans: { kind: 'over' | 'high'; first: number; end: number }[] = [];
  kinds.forEach((kind, index) => {
    if (kind === null) return;
    const last = spans.at(-1);
    if (last?.kind === kind && last.end === index) last.end = index + 1;
    else spans.push({ kind, first: index, end: index + 1 });
  });
  return spans;
}
