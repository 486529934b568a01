import type { Sabotage } from './sabotage.ts';

/** What a history did, for the log of a proof. */
export interface HistoryReport {
  readonly seed: number;
  readonly runs: number;
  readonly executed: number;
  readonly serverCrashes: number;
  readonly nodeCrashes: number;
  readonly virtualMs: number;
}

export interface HistoryOptions {
  /** Random steps before the world heals. */
  readonly steps?: number;
  /** A deliberate fault in the code under test; the history must find it. */
  readonly sabotage?: Sabotage | null;
  /** Called with each step in words. */
  readonly trace?: (line: string) => void;
}
