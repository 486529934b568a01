import type { OnceFilter, OnceRecord, OnceSettlement } from '../domain/once.ts';
import type { Page } from './page.ts';

/** A step's value as the store keeps it. */
export interface MemoRecord {
  readonly name: string;
  /** Hash of the flow's files that ran. */
  readonly code: string;
  /** JSON; null: the step gave no value. */
  readonly value: string | null;
}

/** A key of `ctx.once`, and whether the attempt that began it still runs. */
export interface OnceView {
  readonly once: OnceRecord;
  readonly underWay: boolean;
}

/** Reads of what attempts have the server remember. */
export interface MemoryReads {
  /** Keys whose time is not over at `now`, the last begun first. */
  onceKeys(filter: OnceFilter, now: number, limit: number, cursor: string | null): Promise<Page<OnceView>>;
}

/** What attempts have the server remember. */
export interface MemoryTx {
  /** Values of the run's steps, by name. */
  memos(runSeq: number): Promise<MemoRecord[]>;
  /** Characters of JSON that the run's other steps keep. */
  memoSize(runSeq: number, exceptName: string): Promise<number>;
  /** Inserts or replaces a step's value. */
  putMemo(runSeq: number, memo: MemoRecord): Promise<void>;
  /** The holder of a key, expired or not. */
  once(key: string): Promise<OnceRecord | undefined>;
  /** Inserts the holder of a key, or changes it in its place among the keys. */
  putOnce(once: OnceRecord): Promise<void>;
  /**
   * Writes what a person has said of a key, with its phase and value, if this attempt still holds it in the phase of `held`
   * and its time is not over; tells whether it did.
   */
  settleOnce(
    held: OnceRecord,
    to: Pick<OnceRecord, 'value'> & { readonly phase: 'done' | 'freed'; readonly settled: OnceSettlement },
  ): Promise<boolean>;
  deleteOnce(key: string): Promise<void>;
  /** Deletes keys that have expired; at most `limit`. */
  pruneOnce(now: number, limit: number): Promise<void>;
}
