/**
 * Share of successes among all ends, in %, with two decimals, half up; 0 when there is none. Source: contracts, "KPIs".
 * `aborted`: cancelled or expired.
 */
export function successRate(succeeded: number, failed: number, aborted: number): number {
  const all = succeeded + failed + aborted;
  // In whole numbers, so that a half is a half.
  return all === 0 ? 0 : Math.floor((succeeded * 20_000 + all) / (2 * all)) / 100;
}
