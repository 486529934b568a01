import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { isShortage, type ProcessRow, type ProcessTable } from './process-table.ts';

/** Ticks of `startTime` per second: USER_HZ, 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Reads files of one process; null when it has ended or may not be read; throws when nothing can be (`isShortage`). Injected in tests. */
export interface ProcFiles {
  pids(): number[];
  stat(pid: number): string | null;
  environ(pid: number): Buffer | null;
  openFiles(pid: number): ReadonlyMap<number, string>;
}

/** The process list from /proc (proc(5)). */
export class LinuxProcessTable implements ProcessTable {
  readonly #files: ProcFiles;

  constructor(files: ProcFiles = procFiles()) {
    this.#files = files;
  }

  list(): ProcessRow[] {
    const rows: ProcessRow[] = [];
    for (const pid of this.#files.pids()) {
      const row = this.row(pid);
      if (row !== null) rows.push(row);
    }
    return rows;
  }

  row(pid: number): ProcessRow | null {
    const text = this.#files.stat(pid);
    return text === null ? null : parseStat(pid, text);
  }

  variable(pid: number, name: string): string | null {
    const environ = this.#files.environ(pid);
    return environ === null ? null : findVariable(environ, name);
  }

  openFiles(pid: number): ReadonlyMap<number, string> {
    return this.#files.openFiles(pid);
  }

  startTimeAt(uptimeMs: number): number {
    return Math.floor((uptimeMs / 1000) * TICKS_PER_SECOND);
  }
}

/** Parses /proc/PID/stat. The command's name may itself hold spaces and brackets: fields count from the last bracket. */
export function parseStat(pid: number, text: string): ProcessRow | null {
  const end = text.lastIndexOf(')');
  if (end < 0) return null;
  const fields = text.slice(end + 2).split(' ');
  const state = fields[0];
  const threads = Number(fields[17]);
  const startTime = Number(fields[19]);
  if (state === undefined || !Number.isFinite(startTime)) return null;
  return {
    pid,
    ppid: Number(fields[1]),
    pgid: Number(fields[2]),
    sid: Number(fields[3]),
    startTime,
    // A main thread that ended before its others shows as a zombie while the process still runs.
    alive: (state !== 'Z' && state !== 'X') || threads > 1,
  };
}

/** A variable's value in the NUL-separated block of /proc/PID/environ; null when it is not there. */
export function findVariable(environ: Buffer, name: string): string | null {
  const key = Buffer.from(`${name}=`);
  let at = environ.indexOf(key);
  while (at > 0 && environ[at - 1] !== 0) at = environ.indexOf(key, at + 1);
  if (at < 0) return null;
  const from = at + key.length;
  const to = environ.indexOf(0, from);
  return environ.toString('utf8', from, to < 0 ? environ.length : to);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isShortage(error)) throw error;
    return [];
  }
}

/** The real files under /proc, or under another folder of the same shape. */
export function procFiles(root = '/proc'): ProcFiles {
  const buffer = Buffer.allocUnsafe(4096);
  return {
    pids() {
      const pids: number[] = [];
      for (const name of readdirSync(root)) {
        const first = name.charCodeAt(0);
        if (first >= 49 && first <= 57) pids.push(Number(name));
      }
      return pids;
    },
    stat(pid) {
      let fd: number | null = null;
      try {
        fd = openSync(`${root}/${pid}/stat`, 'r');
        return buffer.toString('latin1', 0, readSync(fd, buffer, 0, buffer.length, 0));
      } catch (error) {
        if (isShortage(error)) throw error;
        return null;
      } finally {
        if (fd !== null) closeSync(fd);
      }
    },
    environ(pid) {
      try {
        return readFileSync(`${root}/${pid}/environ`);
      } catch (error) {
        if (isShortage(error)) throw error;
        return null;
      }
    },
    openFiles(pid) {
      const folder = `${root}/${pid}/fd`;
      const open = new Map<number, string>();
      for (const name of namesIn(folder)) {
        try {
          open.set(Number(name), readlinkSync(`${folder}/${name}`));
        } catch (error) {
          if (isShortage(error)) throw error;
        }
      }
      return open;
    },
  };
}
