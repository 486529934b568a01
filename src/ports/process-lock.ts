/** What a process says of itself in a lock that it holds. */
export interface ProcessLockInfo {
  readonly pid: number;
  readonly [key: string]: string | number | null;
}

/** A lock that is ours until it is released or this process ends, however it ends. */
export interface HeldProcessLock {
  /** Names the lock's file on this machine for good: another folder's, also that of a copy, has another. */
  readonly file: string;
  /** Replaces what the lock says of us; a reader sees the old or the new, never a mixture. */
  update(info: ProcessLockInfo): void;
  /** Gives the lock back; a second call does nothing. */
  release(): void;
}

/** The outcome of an attempt to take a lock. */
export type ProcessLockResult<Info extends ProcessLockInfo> =
  | {
      readonly ok: true;
      readonly lock: HeldProcessLock;
      /** What a holder that died without releasing said of itself; null after an orderly release. */
      readonly previous: Info | null;
    }
  | {
      readonly ok: false;
      /** Null when the holder has not said yet who it is. */
      readonly holder: Info | null;
    };

/** Locks that one process at a time holds, on one machine, and that no crash leaves behind. */
export interface ProcessLocks {
  /**
   * Takes the lock of this path, without waiting (at most ~0.2 s). The folder must exist. Throws when it can't be
   * written. `lives` tells of who last said that it holds the lock whether it certainly runs: then it is the holder, though its
   * lock file was removed.
   */
  acquire(
    path: string,
    info: ProcessLockInfo,
    lives?: (holder: ProcessLockInfo) => boolean,
  ): ProcessLockResult<ProcessLockInfo>;
  /** Who holds it: `held` is exact, `info` is the last that a holder wrote (of the dead one when not held). */
  read(path: string): { readonly held: boolean; readonly info: ProcessLockInfo | null };
}
