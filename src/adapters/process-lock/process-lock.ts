import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type {
  HeldProcessLock,
  ProcessLockInfo,
  ProcessLockResult,
  ProcessLocks,
} from '../../ports/process-lock.ts';

/** A reader holds the lock for an instant; whoever takes it waits at least that long. */
const ACQUIRE_WAIT_MS = 200;

/**
 * Locks by the operating system's file locks, which SQLite takes in the same way on all systems: given back by the
 * kernel when the process ends, so none is ever stale, nothing depends on pids (which containers see differently), and
 * two that start at once can't both win. The lock is an empty file `PATH.lock`; what the holder says of itself is JSON
 * in PATH. Nothing else in the process that holds the lock may open the lock file: POSIX gives a lock back when any
 * descriptor of the file is closed.
 */
export const processLocks: ProcessLocks = { acquire: acquireProcessLock, read: readProcessLock };

/** See `ProcessLocks.acquire`. */
export function acquireProcessLock(
  path: string,
  info: ProcessLockInfo,
  lives: (holder: ProcessLockInfo) => boolean = () => false,
): ProcessLockResult<ProcessLockInfo> {
  const database = tryLock(path, ACQUIRE_WAIT_MS);
  if (database === null) return { ok: false, holder: readInfo(path) };
  const previous = readInfo(path);
  if (previous !== null && lives(previous)) {
    database.close();
    return { ok: false, holder: previous };
  }
  try {
    writeInfo(path, info);
  } catch (error) {
    database.close();
    throw error;
  }
  return { ok: true, lock: heldLock(path, database, info), previous };
}

/** See `ProcessLocks.read`. */
export function readProcessLock(path: string): { held: boolean; info: ProcessLockInfo | null } {
  const info = readInfo(path);
  if (!existsSync(lockFile(path))) return { held: false, info };
  const database = tryLock(path, 0);
  // Read again: a holder writes after it has taken the lock.
  if (database === null) return { held: true, info: readInfo(path) };
  database.close();
  return { held: false, info };
}

function heldLock(path: string, database: DatabaseSync, info: ProcessLockInfo): HeldProcessLock {
  let held = true;
  let said = JSON.stringify(info);
  return {
    file: fileName(path),
    update(next) {
      if (!held) return;
      writeInfo(path, next);
      said = JSON.stringify(next);
    },
    release() {
      if (!held) return;
      held = false;
      // Still under the lock; the lock file itself stays, since removing it would let two processes lock two files.
      // Somebody else may have removed it: what another holder says of itself is its own.
      if (JSON.stringify(readInfo(path)) === said) rmSync(path, { force: true });
      database.close();
    },
  };
}

/** Null when another process, or another lock of this one, holds it. */
function tryLock(path: string, waitMs: number): DatabaseSync | null {
  const database = new DatabaseSync(lockFile(path), { timeout: waitMs });
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
}

/** SQLITE_BUSY, https://sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}

function lockFile(path: string): string {
  return `${path}.lock`;
}

/** Device and inode of the lock file; looking does not open it. */
function fileName(path: string): string {
  const { dev, ino } = statSync(lockFile(path), { bigint: true });
  return `${dev}:${ino}`;
}

function writeInfo(path: string, info: ProcessLockInfo): void {
  const next = `${path}.${process.pid}.new`;
  writeFileSync(next, `${JSON.stringify(info)}\n`, { mode: 0o600 });
  renameSync(next, path);
}

function readInfo(path: string): ProcessLockInfo | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null || !('pid' in value)) return null;
    if (typeof value.pid !== 'number') return null;
    return value as ProcessLockInfo; // cast: written by writeInfo; further fields are the holder's own
  } catch {
    return null;
  }
}
