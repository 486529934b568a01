import { execFileSync } from 'node:child_process';
import type { ProcessRow, ProcessTable } from './process-table.ts';

/**
 * The process list of Windows, from CIM. UNTESTED: no such machine is part of the tests. Windows has neither groups nor
 * readable environments, so a tree is known by descent from its leader only (as `taskkill /T` does it); a Job Object
 * with kill-on-close would be exact and can be put behind `ProcessTree` instead.
 */
export class WindowsProcessTable implements ProcessTable {
  list(): ProcessRow[] {
    return parseCim(query(''));
  }

  row(pid: number): ProcessRow | null {
    return parseCim(query(`-Filter "ProcessId=${pid}"`))[0] ?? null;
  }

  variable(): string | null {
    return null;
  }

  startTimeAt(): number {
    return Infinity;
  }
}

/** Parses lines `pid ppid ticks`. */
export function parseCim(text: string): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const line of text.split('\n')) {
    const match = /^(\d+) (\d+) (\d+)\s*$/.exec(line);
    if (match === null) continue;
    rows.push({
      pid: Number(match[1]),
      ppid: Number(match[2]),
      pgid: 0,
      sid: 0,
      startTime: Number(match[3]),
      alive: true,
    });
  }
  return rows;
}

function query(filter: string): string {
  const command = `Get-CimInstance Win32_Process ${filter} | ForEach-Object { "$($_.ProcessId) $($_.ParentProcessId) $([long]($_.CreationDate.ToUniversalTime().Ticks / 10000))" }`;
  try {
    return execFileSync('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch {
    return '';
  }
}
