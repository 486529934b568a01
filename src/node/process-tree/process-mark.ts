import { readFileSync, readlinkSync } from 'node:fs';
import { isAlive, type ProcessRef, type ProcessTable } from './process-table.ts';

/** In what a pid has its meaning. */
export interface PidPlace {
  /** Changes when the machine starts anew; null where the system does not say. */
  readonly hostBootId: string | null;
  /** Pids mean the same within one namespace only; null where the system has none. */
  readonly pidNamespace: string | null;
}

/** What names one process for good, also once its pid is another's, and on every machine. */
export interface ProcessMark extends ProcessRef, PidPlace {}

/** Where our own pids mean what they say. */
export function ownPlace(): PidPlace {
  return {
    hostBootId: textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: textOf(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/** The mark of this process. Its start time is 0, which proves nothing, where it is not told. */
export function ownMark(table: ProcessTable): ProcessMark {
  return { pid: process.pid, startTime: table.row(process.pid)?.startTime ?? 0, ...ownPlace() };
}

/** Whether a process certainly lives, is certainly gone, or is none of which `here` anything is known. */
export function stateOf(
  mark: ProcessMark | null,
  table: ProcessTable,
  here: PidPlace = ownPlace(),
): 'lives' | 'gone' | 'unknown' {
  if (mark === null || !(mark.pid > 0 && mark.startTime > 0)) return 'unknown';
  if (mark.hostBootId !== here.hostBootId || mark.pidNamespace !== here.pidNamespace) return 'unknown';
  return isAlive(table, mark) ? 'lives' : 'gone';
}

/** A mark for the environment of another process, which is never older than the machine's boot: `pid startTime namespace`. */
export function markText({ pid, startTime, pidNamespace }: ProcessMark): string {
  return `${pid} ${startTime} ${pidNamespace ?? ''}`;
}

/** The mark that `markText` wrote into the environment of a process that is here; null for any other text. */
export function readMarkText(text: string, here: PidPlace): ProcessMark | null {
  const [, pid, startTime, namespace] = /^(\d+) ([\d.]+) (.*)$/.exec(text) ?? [];
  if (pid === undefined) return null;
  return {
    ...{ pid: Number(pid), startTime: Number(startTime), hostBootId: here.hostBootId },
    pidNamespace: namespace === '' ? null : (namespace ?? null),
  };
}

function textOf(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}
