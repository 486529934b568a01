import type { Clock } from '../../ports/clock.ts';
import type { ProcessRow, ProcessTable } from './process-table.ts';
import { listCgroups, removeCgroup } from './tree-cgroup.ts';
import { type SweepTarget, sweep, type TrackedTree, trackTree } from './tree-sweep.ts';
import { killFound, killUntilGone } from './until-gone.ts';

/** What `killTagged` needs. */
export interface TaggedTreesOptions {
  readonly clock: Clock;
  readonly table: ProcessTable;
  /** Trees that are known, whatever `hasTag` says of them. */
  readonly trees: readonly TrackedTree[];
  /** Also everything with such a tag. `row` is missing for what is found by its cgroup. */
  readonly hasTag: (tag: string, row?: ProcessRow) => boolean;
  /** Folder that trees' cgroups are in (`findCgroupBase`), null where there is none. */
  readonly cgroupBase: string | null;
}

/** Kills trees, told of or only tagged, and resolves when nothing of them is alive. The first kills are sent at once. */
export async function killTagged(options: TaggedTreesOptions): Promise<void> {
  const { clock, table, hasTag, cgroupBase } = options;
  const told = new Set(options.trees.map((tree) => tree.identity.cgroup));
  const found = listCgroups(cgroupBase, hasTag).filter((cgroup) => !told.has(cgroup));
  const target: SweepTarget = {
    trees: [...options.trees, ...found.map(knownByCgroup)],
    hasTag,
    known: new Map(),
  };
  await killUntilGone(
    clock,
    () => sweep(table, target),
    (finding) => killFound(table, target, finding),
  );
  for (const tree of target.trees) removeCgroup(tree.identity.cgroup);
}

/** A tree of which there is nothing but its cgroup: pid 0 is nobody's group. */
function knownByCgroup(cgroup: string): TrackedTree {
  const tree = trackTree({ tag: '', pid: 0, startTime: 0, cgroup });
  tree.groupGone = true;
  return tree;
}
