import type { JsonObject, RunSource } from '../contract/run.ts';
import type { RunError } from '../contract/run-error.ts';
import type { RunState } from '../contract/run-states.ts';

/** A run as the store keeps it; instants are ms since epoch, what is absent is null. */
export interface RunRecord {
  /** Time-ordered integer key; 0 before it is inserted. */
  seq: number;
  /** Public id. */
  id: string;
  flow: string;
  flowHash: string | null;
  platform: string | null;
  shopId: string | null;
  taskType: string | null;
  state: RunState;
  /** Status code 0–5 once ended with one. */
  code: number | null;
  error: RunError | null;
  /** 0–9, 9 is the most urgent. */
  priority: number;
  params: JsonObject;
  output: JsonObject | null;
  tags: readonly string[];
  pool: string;
  /** Claims so far: the fence. */
  attempt: number;
  /** Failures that count against `maxRetries`. */
  failures: number;
  /** Attempts lost with their node. */
  losses: number;
  maxRetries: number;
  dedupeKey: string | null;
  source: RunSource;
  createdBy: string | null;
  createdAt: number;
  dueAt: number;
  queuedAt: number | null;
  /** Start of the attempt under way, or of the last one. */
  startedAt: number | null;
  endedAt: number | null;
  expiresAt: number | null;
  timeoutSeconds: number;
  /** The full key that it stands under while `blocked` (key's integer id). */
  blockedBy: number | null;
  /** Since when it stands under that key. */
  blockedAt: number | null;
  /** Order among those that wait for the same room; smaller goes first. */
  rank: number;
  /** When the timers must look at it: due, next attempt, or expiry. */
  wakeAt: number | null;
  /** The requirement class (key's integer id) whose room it needs. */
  classKey: number;
  /** Node of the running attempt (integer key). */
  node: number | null;
  /** Its queued wake-up is not yet confirmed by the broker. */
  wakeUpPending: boolean;
  batchId: string | null;
  retryOf: string | null;
  retriedAs: string | null;
  /** Runs of one serial key go one after another; null: this one stands for itself. */
  serialKey: string | null;
  scheduleId: string | null;
  slotAt: number | null;
  cancelRequestedAt: number | null;
  /** Number of its events so far: each event row carries the next one. */
  revision: number;
}

/** What a transition changes; the store writes only these. */
export type RunPatch = Partial<
  Pick<
    RunRecord,
    | 'state'
    | 'code'
    | 'error'
    | 'output'
    | 'attempt'
    | 'failures'
    | 'losses'
    | 'dueAt'
    | 'queuedAt'
    | 'startedAt'
    | 'endedAt'
    | 'blockedBy'
    | 'blockedAt'
    | 'rank'
    | 'wakeAt'
    | 'classKey'
    | 'node'
    | 'wakeUpPending'
    | 'retriedAs'
    | 'cancelRequestedAt'
    | 'revision'
  >
>;
