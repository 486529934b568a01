/** One process at the instant of a sweep. */
export interface ProcessRow {
  readonly pid: number;
  readonly ppid: number;
  /** Process group; 0 where the system has none. */
  readonly pgid: number;
  /** Session; 0 where the system has none. */
  readonly sid: number;
  /**
   * When the process started. With the pid it names a process for good: pids are used again, pairs are not. On Linux
   * clock ticks since boot (proc(5), stat field 22); elsewhere only fit for comparing.
   */
  readonly startTime: number;
  /** False for a zombie whose threads have all ended: it runs nothing and only waits to be reaped. */
  readonly alive: boolean;
}

/** Names one process for good. */
export interface ProcessRef {
  readonly pid: number;
  readonly startTime: number;
}

/** The system's process list. Every call reads anew; a process that ends meanwhile is simply absent. */
export interface ProcessTable {
  /** This and the next two throw while the system lets nobody look (no file descriptor left, say). */
  list(): ProcessRow[];
  /** Null when there is no such process. */
  row(pid: number): ProcessRow | null;
  /** A variable of the environment the process was started with; null if it has none or it can't be read. */
  variable(pid: number, name: string): string | null;
  /** What a process holds open, file descriptor → name of proc(5) (`socket:[INODE]`); empty if it can't be read. Absent: not told here. */
  openFiles?(pid: number): ReadonlyMap<number, string>;
  /** The `startTime` of a process that starts at this `Clock.uptimeMs()`; Infinity where that can't be told. */
  startTimeAt(uptimeMs: number): number;
}

/**
 * Whether a file could not be read for want of something that comes back (open(2)): then nothing is known, least of all
 * that a process is gone.
 */
export function isShortage(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'EMFILE' || code === 'ENFILE' || code === 'ENOMEM';
}

/** True while exactly this process (not a later one with its pid) lives. */
export function isAlive(table: ProcessTable, ref: ProcessRef): boolean {
  const row = table.row(ref.pid);
  return row !== null && row.startTime === ref.startTime && row.alive;
}

/**
 * Signals exactly this process: the start time is compared just before, so that a later process with the same pid is
 * spared. Returns false when it was gone.
 */
export function signalProcess(table: ProcessTable, ref: ProcessRef, signal: NodeJS.Signals): boolean {
  return isAlive(table, ref) && sendSignal(ref.pid, signal);
}

/** Sends a signal to a pid (negative: to a group); false when nobody is there or it is not ours to signal. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
