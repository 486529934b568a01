import type { Clock } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import { type PidPlace, readMarkText, stateOf } from './process-mark.ts';
import {
  isAlive,
  type ProcessRef,
  type ProcessRow,
  type ProcessTable,
  signalProcess,
} from './process-table.ts';
import { killTagged } from './tagged-trees.ts';
import { bootIdOfTag, GUARD_NODE_VARIABLE, GUARD_OF_VARIABLE, TREE_TAG_VARIABLE } from './tree-tag.ts';
import { pause } from './until-gone.ts';

const GUARD_POLL_MS = 100;
const DEFAULT_GUARD_WAIT_MS = 10_000;
/** How long the guard of a dead node may take: it needs half a second, and a second more where much is to be killed. */
const DEFAULT_ORPHAN_WAIT_MS = 2_000;

/** What `killStaleTrees` needs. */
export interface StaleTreesOptions {
  readonly clock: Clock;
  readonly table: ProcessTable;
  /** Boots whose trees are to go; must be false for every boot that may still live, and for our own. */
  readonly isStale: (bootId: string) => boolean;
  /** Folder that trees' cgroups are in (`findCgroupBase`), null where there is none. */
  readonly cgroupBase: string | null;
  /** Where our own pids mean what they say. */
  readonly here: PidPlace;
  readonly log: Logger;
  /** How long a stale boot's guard whose node is not known to be dead may take to end (default 10,000). */
  readonly guardWaitMs?: number;
  /** How long a guard whose node is dead may take before it is killed, and after that (default 2,000). */
  readonly orphanWaitMs?: number;
}

/**
 * Kills what older boots of a node left behind and resolves when nothing of it is alive. Boots whose guard lives are
 * left to it: it ends by itself soon after its node. One that does not, its node being dead, is killed (it hangs, or is
 * stopped) and its work is done here. One whose node lives (a copied data folder), or may do so, is spared with its trees.
 * Only to be called under the lock of the node's data folder.
 * Returns the boot ids that were spared.
 */
export async function killStaleTrees(options: StaleTreesOptions): Promise<readonly string[]> {
  const { clock, table, isStale, cgroupBase } = options;
  const giveUpAt = clock.uptimeMs() + (options.guardWaitMs ?? DEFAULT_GUARD_WAIT_MS);
  await endOrphanGuards(options);
  let guarded = guardedBoots(options);
  while (guarded.size > 0 && clock.uptimeMs() < giveUpAt) {
    await pause(clock, GUARD_POLL_MS);
    guarded = guardedBoots(options);
  }

  const hasTag = (tag: string): boolean => {
    const bootId = bootIdOfTag(tag);
    return bootId !== null && isStale(bootId) && !guarded.has(bootId);
  };
  await killTagged({ clock, table, hasTag, cgroupBase, trees: [] });
  return [...guarded];
}

/**
 * Ends the guards of stale boots whose node is dead: one that is stopped is woken, then all are killed. One that is not gone
 * even then hangs in the kernel, where it does nothing more: it is not waited for.
 */
async function endOrphanGuards(options: StaleTreesOptions): Promise<void> {
  const { clock, table, log, orphanWaitMs = DEFAULT_ORPHAN_WAIT_MS } = options;
  const orphans = table.list().filter((row) => row.alive && isOrphanGuard(options, row));
  const goneWithin = async (ms: number): Promise<ProcessRef[]> => {
    const until = clock.uptimeMs() + ms;
    let living = orphans.filter((guard) => isAlive(table, guard));
    while (living.length > 0 && clock.uptimeMs() < until) {
      await pause(clock, GUARD_POLL_MS);
      living = living.filter((guard) => isAlive(table, guard));
    }
    return living;
  };
  for (const guard of orphans) signalProcess(table, guard, 'SIGCONT');
  const lasting = await goneWithin(orphanWaitMs);
  if (lasting.length === 0) return;
  const pids = lasting.map(({ pid }) => pid);
  log.warn({ pids }, 'the guard of a dead node does not end: killed, and what it guarded is ended here');
  for (const guard of lasting) signalProcess(table, guard, 'SIGKILL');
  await goneWithin(orphanWaitMs);
}

/** The guard of a stale boot whose node is dead for sure. */
function isOrphanGuard({ table, isStale, here }: StaleTreesOptions, { pid }: ProcessRow): boolean {
  const guardOf = table.variable(pid, GUARD_OF_VARIABLE);
  if (guardOf === null || !isStale(guardOf)) return false;
  const node = readMarkText(table.variable(pid, GUARD_NODE_VARIABLE) ?? '', here);
  return stateOf(node, table, here) === 'gone';
}

/** Stale boots that own trees and whose guard is alive, and not that of a dead node. */
function guardedBoots(options: StaleTreesOptions): Set<string> {
  const { table, isStale } = options;
  const guards = new Set<string>();
  const owners = new Set<string>();
  for (const row of table.list()) {
    if (!row.alive) continue;
    const guardOf = table.variable(row.pid, GUARD_OF_VARIABLE);
    if (guardOf !== null && isStale(guardOf) && !isOrphanGuard(options, row)) guards.add(guardOf);
    const bootId = ownerOf(table, row);
    if (bootId !== null) owners.add(bootId);
  }
  return new Set([...guards].filter((bootId) => owners.has(bootId)));
}

function ownerOf(table: ProcessTable, row: ProcessRow): string | null {
  const tag = table.variable(row.pid, TREE_TAG_VARIABLE);
  return tag === null ? null : bootIdOfTag(tag);
}
