import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second. Source: proc(5), sysconf(_SC_CLK_TCK). */
const msPerTick = 10;

interface ProcessRow {
  readonly parent: number;
  /** Its own and that of children it has waited for. */
  readonly ticks: number;
}

/** Processor time, ms, that these processes and all below them have used so far; null where the system has no /proc. */
export function processorMs(pids: readonly number[]): number | null {
  const table = processTable();
  if (table === null) return null;
  let ticks = 0;
  for (const [pid, row] of table) if (isBelow(table, pid, pids)) ticks += row.ticks;
  return ticks * msPerTick;
}

function isBelow(table: ReadonlyMap<number, ProcessRow>, pid: number, roots: readonly number[]): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = table.get(at)?.parent)
    if (roots.includes(at)) return true;
  return false;
}

function processTable(): Map<number, ProcessRow> | null {
  const table = new Map<number, ProcessRow>();
  try {
    for (const name of readdirSync('/proc')) {
      const pid = Number(name);
      if (!Number.isInteger(pid)) continue;
      const row = rowOf(pid);
      if (row !== null) table.set(pid, row);
    }
  } catch {
    return null;
  }
  return table;
}

function rowOf(pid: number): ProcessRow | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return null;
  }
  // The name, in brackets, may itself hold anything.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  const ticks = fields.slice(11, 15).reduce((sum, value) => sum + value, 0);
  return { parent, ticks };
}
