import type { FinalState, RunState } from '../contract/run-states.ts';
import type { RunSelection } from '../domain/bulk-job.ts';

/** Runs that ended within a quarter of an hour. */
export interface EndingCount {
  /** Start of the quarter, ms since epoch. */
  readonly at: number;
  readonly state: FinalState;
  readonly count: number;
}

/** Endings up to an event; those of later events are to be added. */
export interface Endings {
  readonly upTo: number;
  readonly counts: readonly EndingCount[];
}

/** Reads of many runs at once, for screens. */
export interface ConsoleReads {
  /** Runs that ended at or after an instant, from their rows. */
  endingsSince(since: number): Promise<Endings>;
  /** Those that ended by events after this one. */
  endingsAfter(event: number): Promise<Endings>;
  /** Live runs that have failed at least once. */
  failingCount(): Promise<number>;
  /** Scheduled runs that are due by an instant, the next first. */
  dueRuns(
    until: number,
    limit: number,
  ): Promise<{
    readonly count: number;
    readonly items: readonly {
      readonly runId: string;
      readonly flow: string;
      readonly platform: string | null;
      readonly shopId: string | null;
      readonly dueAt: number;
    }[];
  }>;
  pausedShopCount(): Promise<number>;
  /** Runs by state and stretch of creation time; `stepMs` its width, stretches begin at multiples of it since epoch. */
  runCounts(
    filter: RunSelection,
    stepMs: number,
  ): Promise<readonly { readonly at: number; readonly state: RunState; readonly count: number }[]>;
  /** Numbers of selected runs in `(after, until]`, by number. */
  selectedRuns(filter: RunSelection, after: number, until: number, limit: number): Promise<readonly number[]>;
  /** How many runs a filter selects now, and the newest number of all. */
  runSelection(filter: RunSelection): Promise<{ readonly count: number; readonly until: number }>;
  /** Numbers of runs by their ids, in order; ids of nothing are left out. */
  runSeqs(ids: readonly string[]): Promise<readonly number[]>;
  /** Ids that begin with this text, the newest first. */
  runsByPrefix(
    prefix: string,
    limit: number,
  ): Promise<
    readonly {
      readonly id: string;
      readonly flow: string;
      readonly platform: string | null;
      readonly shopId: string | null;
      readonly state: RunState;
    }[]
  >;
}
