/** How many are measured: before it counts, at once, and one at a time. */
export interface Sizes {
  readonly warmUp: number;
  readonly count: number;
  readonly probes: number;
}

/** What one round showed. */
export interface Measured {
  readonly perSecond: number;
  /** Processor time of each, µs, by who spent it. */
  readonly processorUs: Readonly<Record<string, number>>;
  /** Of one at a time, ms. */
  readonly latencies: readonly number[];
}

/** The middle of the rounds, each figure for itself; all latencies together. */
export function medians(rounds: readonly Measured[]): Measured {
  const parts = Object.keys(rounds[0]?.processorUs ?? {});
  return {
    perSecond: atShare(
      rounds.map(({ perSecond }) => perSecond),
      0.5,
    ),
    processorUs: Object.fromEntries(
      parts.map((part) => [
        part,
        atShare(
          rounds.map(({ processorUs }) => processorUs[part] ?? Number.NaN),
          0.5,
        ),
      ]),
    ),
    latencies: rounds.flatMap(({ latencies }) => latencies),
  };
}

/** The value that this share of all does not exceed. */
export function atShare(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
