import { readFileSync, readlinkSync } from 'node:fs';
import type { ProcessLockInfo } from '../../ports/process-lock.ts';
import type { ProcessTable } from './process-table.ts';

/** What names one process for good, also once its pid is another's. */
export interface ProcessMark {
  readonly pid: number;
  /** See `ProcessRow.startTime`. */
  readonly startTime: number;
  /** Changes when the machine starts anew; null where the system does not say. */
  readonly hostBootId: string | null;
  /** Pids mean the same within one namespace only; null where the system has none. */
  readonly pidNamespace: string | null;
}

/** The mark of this process. */
export function ownMark(table: ProcessTable): ProcessMark {
  return {
    pid: process.pid,
    startTime: table.row(process.pid)?.startTime ?? 0,
    hostBootId: textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: textOf(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/**
 * Whether the process that said this of itself in a lock certainly lives: then it holds the lock, even though its lock file
 * was removed and another could be taken. False where its mark is not whole, or of another machine or namespace.
 */
export function certainlyLives(info: ProcessLockInfo, table: ProcessTable): boolean {
  const { hostBootId, pidNamespace } = ownMark(table);
  if (info['hostBootId'] !== hostBootId || info['pidNamespace'] !== pidNamespace) return false;
  const row = table.row(info.pid);
  return row?.alive === true && row.startTime === info['startTime'];
}

function textOf(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}
