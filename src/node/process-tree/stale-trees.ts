import type { Clock } from '../../ports/clock.ts';
import type { ProcessRow, ProcessTable } from './process-table.ts';
import { killTagged } from './tagged-trees.ts';
import { bootIdOfTag, GUARD_OF_VARIABLE, TREE_TAG_VARIABLE } from './tree-tag.ts';
import { pause } from './until-gone.ts';

const GUARD_POLL_MS = 100;
const DEFAULT_GUARD_WAIT_MS = 10_000;

/** What `killStaleTrees` needs. */
export interface StaleTreesOptions {
  readonly clock: Clock;
  readonly table: ProcessTable;
  /** Boots whose trees are to go; must be false for every boot that may still live, and for our own. */
  readonly isStale: (bootId: string) => boolean;
  /** Folder that trees' cgroups are in (`findCgroupBase`), null where there is none. */
  readonly cgroupBase: string | null;
  /** How long a stale boot's guard that still lives may take to finish its own work (default 10,000). */
  readonly guardWaitMs?: number;
}

/**
 * Kills what older boots of a node left behind and resolves when nothing of it is alive. Boots whose guard lives are
 * left to it: it ends by itself soon after its node. One that goes on regardless guards a node that lives (a copied data folder), and its
 * trees are spared. Only to be called under the lock of the node's data folder.
 * Returns the boot ids that were spared.
 */
export async function killStaleTrees(options: StaleTreesOptions): Promise<readonly string[]> {
  const { clock, table, isStale, cgroupBase } = options;
  const giveUpAt = clock.uptimeMs() + (options.guardWaitMs ?? DEFAULT_GUARD_WAIT_MS);
  let guarded = guardedBoots(table, isStale);
  while (guarded.size > 0 && clock.uptimeMs() < giveUpAt) {
    await pause(clock, GUARD_POLL_MS);
    guarded = guardedBoots(table, isStale);
  }

  const hasTag = (tag: string): boolean => {
    const bootId = bootIdOfTag(tag);
    return bootId !== null && isStale(bootId) && !guarded.has(bootId);
  };
  await killTagged({ clock, table, hasTag, cgroupBase, trees: [] });
  return [...guarded];
}

/** Stale boots that own trees and whose guard is alive. */
function guardedBoots(table: ProcessTable, isStale: (bootId: string) => boolean): Set<string> {
  const guards = new Set<string>();
  const owners = new Set<string>();
  for (const row of table.list()) {
    if (!row.alive) continue;
    const guardOf = table.variable(row.pid, GUARD_OF_VARIABLE);
    if (guardOf !== null && isStale(guardOf)) guards.add(guardOf);
    const bootId = ownerOf(table, row);
    if (bootId !== null) owners.add(bootId);
  }
  return new Set([...guards].filter((bootId) => owners.has(bootId)));
}

function ownerOf(table: ProcessTable, row: ProcessRow): string | null {
  const tag = table.variable(row.pid, TREE_TAG_VARIABLE);
  return tag === null ? null : bootIdOfTag(tag);
}
