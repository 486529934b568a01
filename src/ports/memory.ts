/** A step's value as the store keeps it. */
export interface MemoRecord {
  readonly name: string;
  /** Hash of the flow's files that ran. */
  readonly code: string;
  /** JSON; null: the step gave no value. */
  readonly value: string | null;
}

/** A side effect that may happen once until `expiresAt` (ms since epoch). */
export interface OnceRecord {
  readonly key: string;
  readonly runSeq: number;
  readonly runId: string;
  /** The attempt that began it. */
  readonly attempt: number;
  /** It has happened, and the attempt has said so. */
  readonly done: boolean;
  /** JSON; null: none. */
  readonly value: string | null;
  readonly expiresAt: number;
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
  /** Inserts or replaces the holder of a key. */
  putOnce(once: OnceRecord): Promise<void>;
  deleteOnce(key: string): Promise<void>;
  /** Deletes keys that have expired; at most `limit`. */
  pruneOnce(now: number, limit: number): Promise<void>;
}
