import type { ProcessLockInfo, ProcessLocks } from '../../ports/process-lock.ts';
import { type ProcessMark, stateOf } from './process-mark.ts';
import type { ProcessTable } from './process-table.ts';

/**
 * Whether the process that said this of itself in a lock certainly lives: then it holds the lock, even though its lock file
 * was removed and another could be taken.
 */
export function holderLives(holder: ProcessLockInfo, table: ProcessTable): boolean {
  return stateOf(markIn(holder), table) === 'lives';
}

/** Who holds a lock, also one whose file was removed. */
export function readHolder(
  locks: ProcessLocks,
  path: string,
  table: ProcessTable,
): ReturnType<ProcessLocks['read']> {
  const { held, info } = locks.read(path);
  return { held: held || (info !== null && holderLives(info, table)), info };
}

/** The mark in what a process says of itself in a lock; null where it is not whole, as one of an old version may be. */
function markIn({ pid, startTime, hostBootId, pidNamespace }: ProcessLockInfo): ProcessMark | null {
  if (typeof startTime !== 'number' || !isName(hostBootId) || !isName(pidNamespace)) return null;
  return { pid, startTime, hostBootId, pidNamespace };
}

const isName = (value: unknown): value is string | null => value === null || typeof value === 'string';
