import type { RunState } from '../contract/run-states.ts';
import type { Page } from './page.ts';

/** A batch as the store keeps it: there is one once a run of it has been stored, or its request has been answered. */
export interface BatchRecord {
  readonly id: string;
  /** The flow of its runs; null: several. */
  readonly flow: string | null;
  readonly createdBy: string | null;
  /** ms since epoch. */
  readonly createdAt: number;
  /** How many runs were asked for. */
  readonly asked: number;
  /** How many of them attached to runs that were already there, and how many were refused. */
  readonly attached: number;
  readonly refused: number;
}

/** A batch with how far its runs are. A run that was retried within the batch counts as its retry. */
export interface BatchView {
  readonly batch: BatchRecord;
  readonly counts: Readonly<Partial<Record<RunState, number>>>;
  /** Those among the blocked that wait for a person: under a closed key, or for a node that there is none of. */
  readonly held: number;
  /** First start and last end of its runs, ms since epoch; null: none yet. */
  readonly firstStartedAt: number | null;
  readonly lastEndedAt: number | null;
}

export interface BatchReads {
  /** Newest first. */
  batches(limit: number, cursor: string | null): Promise<Page<BatchView>>;
  batch(id: string): Promise<BatchView | undefined>;
}

export interface BatchTx {
  /** Makes the batch when it is not there. */
  ensureBatch(batch: BatchRecord): Promise<void>;
  setBatchCounts(id: string, attached: number, refused: number): Promise<void>;
  /** Numbers of the batch's runs that have not ended, after a number. */
  liveRunsOfBatch(id: string, after: number, limit: number): Promise<number[]>;
}
