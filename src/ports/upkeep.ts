import type { KeyRecord } from '../domain/records.ts';

/** Live runs of a pool. */
export interface PoolQueue {
  readonly pool: string;
  readonly running: number;
  readonly queued: number;
  /** ms since epoch; null: none. */
  readonly oldestQueuedAt: number | null;
  readonly waiting: number;
  readonly oldestWaitingAt: number | null;
}

/** Runs of a pool that wait under one key. */
export interface BlockerQueue {
  readonly pool: string;
  readonly key: KeyRecord;
  readonly waiting: number;
  readonly oldestAt: number;
}

/** What the pruner looks at of a run. */
export interface OldRun {
  readonly seq: number;
  readonly id: string;
  readonly createdAt: number;
  readonly endedAt: number | null;
}

/** Reads for looking after the installation. */
export interface UpkeepReads {
  /** By pool; and the blockers with most waiters, at most `maxBlockers`. */
  queues(
    maxBlockers: number,
  ): Promise<{ readonly pools: readonly PoolQueue[]; readonly blockers: readonly BlockerQueue[] }>;
  /** Durations of the flow's latest successful attempts, ms, newest first; looks at recent runs only. */
  recentDurations(flow: string, limit: number): Promise<number[]>;
  /** How many queued runs of a class go before this rank. */
  queuedAhead(classKey: number, rank: number): Promise<number>;
  /** A named value of the installation. */
  settingNow(name: string): Promise<string | undefined>;
  /** Runs by number, from the oldest after `after`. */
  oldRuns(after: number, limit: number): Promise<OldRun[]>;
  endedRunCount(): Promise<number>;
}

/** Writes for looking after the installation. */
export interface UpkeepTx {
  deleteSetting(name: string): Promise<void>;
  /** Live runs up to this number: those that wait (not queued), then queued, then running without a cancel asked. */
  liveRuns(kind: 'waiting' | 'queued' | 'running', until: number, limit: number): Promise<number[]>;
  /** The newest run's number; 0: none. */
  lastRunSeq(): Promise<number>;
  /** Deletes these runs with all that belongs to them, unless they have not ended; returns how many it did. */
  deleteEndedRuns(seqs: readonly number[]): Promise<number>;
  /** Deletes idempotency keys from before; at most `limit`; returns how many it did. */
  pruneIdempotency(before: number, limit: number): Promise<number>;
  /**
   * Deletes messages that were not understood, ended bulk jobs, batches without runs and alarms of the broker from before; at
   * most `limit` of each.
   */
  pruneRecords(before: number, limit: number): Promise<number>;
}
