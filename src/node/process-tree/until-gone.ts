import type { Clock } from '../../ports/clock.ts';
import { type ProcessTable, sendSignal, signalProcess } from './process-table.ts';
import { killCgroup } from './tree-cgroup.ts';
import type { SweepFinding, SweepTarget } from './tree-sweep.ts';

/** Two empty sweeps this far apart prove that a tree is gone: a process between fork and exec can hide from one. */
export const QUIET_MS = 250;

const FIRST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 250;

/**
 * Sweeps and kills until two sweeps `QUIET_MS` apart find nothing alive. The first sweep and its kills happen before
 * this returns its promise. Goes on for as long as it takes: what can't be killed (uninterruptible sleep) is not gone, and
 * neither is what can't be looked for (no file descriptor left). Never rejects.
 */
export async function killUntilGone(
  clock: Clock,
  find: () => SweepFinding,
  kill: (finding: SweepFinding) => void,
): Promise<void> {
  let wait = FIRST_WAIT_MS;
  let quietSince: number | null = null;
  for (;;) {
    const finding = attempted(() => {
      const found = find();
      if (found.members.length > 0) kill(found);
      return found;
    });
    if (finding?.members.length === 0) {
      const now = clock.uptimeMs();
      quietSince ??= now;
      // The clock's steps of 10 ms must not shorten the distance.
      const rest = quietSince + QUIET_MS + 10 - now;
      if (rest <= 0) return;
      await pause(clock, rest);
    } else {
      quietSince = null;
      await pause(clock, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }
}

/** Looks until a look works: what it gives. */
export async function lookUntilSeen<T>(clock: Clock, look: () => T): Promise<T> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const seen = attempted(look);
    if (seen !== null) return seen;
    await pause(clock, wait);
  }
}

function attempted<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}

/** SIGKILL to everything found: whole cgroups and groups first, which forks can't outrun, then one by one. */
export function killFound(table: ProcessTable, target: SweepTarget, finding: SweepFinding): void {
  for (const tree of target.trees) killCgroup(tree.identity.cgroup);
  if (process.platform !== 'win32') for (const group of finding.groups) sendSignal(-group, 'SIGKILL');
  for (const member of finding.members) signalProcess(table, member, 'SIGKILL');
}

/** Resolves after `ms` of uptime. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.timer(ms, resolve);
  });
}
