import { execFileSync } from 'node:child_process';
import type { ProcessRow, ProcessTable } from './process-table.ts';

/**
 * The process list of a POSIX system without /proc (macOS, BSD), from `ps`. UNTESTED: no such machine is part of the
 * tests. Environments can't be read there, so a tree is known by group, session and descent only: a descendant that
 * leaves its session and loses its parent between two sweeps escapes.
 */
export class PsProcessTable implements ProcessTable {
  list(): ProcessRow[] {
    return parsePs(runPs(['-A']));
  }

  row(pid: number): ProcessRow | null {
    return parsePs(runPs(['-p', String(pid)]))[0] ?? null;
  }

  variable(): string | null {
    return null;
  }

  startTimeAt(): number {
    return Infinity;
  }
}

/** Parses the lines of `ps -o pid=,ppid=,pgid=,state=,lstart=`. */
export function parsePs(text: string): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+)$/.exec(line);
    if (match === null) continue;
    const [, pid, ppid, pgid, state = '', started = ''] = match;
    rows.push({
      pid: Number(pid),
      ppid: Number(ppid),
      pgid: Number(pgid),
      sid: 0,
      startTime: Date.parse(started),
      alive: !state.startsWith('Z'),
    });
  }
  return rows;
}

function runPs(which: readonly string[]): string {
  try {
    return execFileSync('ps', [...which, '-o', 'pid=,ppid=,pgid=,state=,lstart='], {
      encoding: 'utf8',
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch {
    // `ps -p` of a process that has ended exits 1 with no line.
    return '';
  }
}
