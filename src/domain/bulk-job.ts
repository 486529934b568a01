/** Bulk jobs: one action on many dead letters or runs, at a rate, in the order of their numbers; kept in the store. */
import type { BulkJobState, LetterAction } from '../contract/dead-letter.ts';
import type { JsonObject } from '../contract/run.ts';
import type { DeadLetterState, RunState } from '../contract/run-states.ts';
import type { ToldError } from './drover-error.ts';

/** What dead letters are narrowed by; all that is given must hold. */
export interface DeadLetterFilter {
  readonly states?: readonly DeadLetterState[];
  readonly cause?: string;
  /** Error type: what the cause begins with. */
  readonly type?: string;
  readonly flow?: string;
  readonly platform?: string;
  readonly shopId?: string;
  /** Only of runs of this batch. */
  readonly batchId?: string;
  /** Died in `[from, to)`, ms since epoch. */
  readonly from?: number;
  readonly to?: number;
  /** Only these numbers. */
  readonly seqs?: readonly number[];
}

/** What runs are narrowed by; all that is given must hold. */
export interface RunSelection {
  readonly states?: readonly RunState[];
  readonly flow?: string;
  readonly platform?: string;
  readonly shopId?: string;
  readonly tag?: string;
  readonly code?: number;
  readonly batchId?: string;
  /** Created in `[from, to)`, ms since epoch. */
  readonly from?: number;
  readonly to?: number;
  /** Found in id, flow, shop, error message or parameters. */
  readonly text?: string;
  /** Only these numbers. */
  readonly seqs?: readonly number[];
}

/** What a bulk retry changes in every run. */
export interface BulkEdit {
  /** Merged into each run's parameters by RFC 7396: null removes a member. */
  readonly mergeParams?: JsonObject;
  readonly priority?: number;
}

/** An item that could not be done; its letter or run stays as it was. */
export interface BulkFault extends ToldError {
  readonly seq: number;
  /** Of a job on runs. */
  readonly runId?: string;
}

/** A bulk job as the store keeps it. */
export interface BulkJobRecord {
  readonly id: string;
  readonly action: LetterAction | 'cancel';
  /** Its dead letters, of a job on them. */
  readonly filter: DeadLetterFilter;
  /** Its runs; null: it is a job on dead letters. */
  readonly runs: RunSelection | null;
  readonly edit: BulkEdit | null;
  readonly note: string | null;
  readonly ratePerSecond: number;
  readonly createdBy: string | null;
  readonly createdAt: number;
  /** Letters or runs after this number are not its own: they came after it was made. */
  readonly until: number;
  /** Open letters or runs selected when it was made. */
  readonly total: number;
  readonly state: BulkJobState;
  readonly done: number;
  readonly failed: number;
  /** Those up to this number have been dealt with. */
  readonly cursor: number;
  readonly endedAt: number | null;
  /** The last of its faults, at most `keptFaults`. */
  readonly faults: readonly BulkFault[];
}

/** What changes while a job works. */
export type BulkJobProgress = Pick<
  BulkJobRecord,
  'state' | 'done' | 'failed' | 'cursor' | 'endedAt' | 'faults'
>;

/** Most faults that a job keeps. */
export const keptFaults = 20;

export type BulkJobCommand = 'pause' | 'resume' | 'cancel';

/** The state that a person's command leads to; null: the job can't take it any more. */
export function bulkJobAfter(state: BulkJobState, command: BulkJobCommand): BulkJobState | null {
  if (state === 'done') return null;
  switch (command) {
    case 'resume':
      return 'running';
    case 'pause':
      return state === 'cancelled' ? null : 'paused';
    case 'cancel':
      return 'cancelled';
  }
}

/** A target changed by a patch; a member that is null is removed. Source: RFC 7396. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged: JsonObject = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else
      merged[name] = isObject(value) ? mergePatch(isObject(merged[name]) ? merged[name] : {}, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keeps items to a rate: at most `perSecond` in any second, and no more than half a second's worth at once. */
export class Pace {
  readonly #perMs: number;
  readonly #most: number;
  #credit = 1;
  #at: number;

  constructor(perSecond: number, uptimeMs: number) {
    this.#perMs = perSecond / 1000;
    this.#most = Math.max(1, perSecond / 2);
    this.#at = uptimeMs;
  }

  /** How many may be done at this uptime. */
  allowed(uptimeMs: number): number {
    this.#credit = Math.min(this.#most, this.#credit + (uptimeMs - this.#at) * this.#perMs);
    this.#at = uptimeMs;
    // What sums of fractions lack to a whole one.
    return Math.floor(this.#credit + 1e-9);
  }

  /** So many have been done. */
  spend(count: number): void {
    this.#credit -= count;
  }

  /** Time until the next one may be done, ms. */
  waitMs(): number {
    return Math.max(0, Math.ceil((1 - this.#credit) / this.#perMs - 1e-6));
  }
}
