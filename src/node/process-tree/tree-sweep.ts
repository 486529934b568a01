import type { ProcessRef, ProcessRow, ProcessTable } from './process-table.ts';
import type { TreeIdentity } from './process-tree.ts';
import { cgroupPids } from './tree-cgroup.ts';
import { TREE_TAG_VARIABLE } from './tree-tag.ts';

/**
 * A tree and what earlier sweeps have learned of it. Its own process group and session are trusted only for as long as
 * they are seen to be in use: after that the system may give their number to somebody else.
 */
export interface TrackedTree {
  readonly identity: TreeIdentity;
  /** Members seen so far, pid → start time: a member stays one when it changes its environment. */
  readonly known: Map<number, number>;
  groupGone: boolean;
}

/** Starts to track a tree. */
export function trackTree(identity: TreeIdentity): TrackedTree {
  return { identity, known: new Map([[identity.pid, identity.startTime]]), groupGone: false };
}

/** What a sweep looks for. */
export interface SweepTarget {
  readonly trees: readonly TrackedTree[];
  /** Also everything with such a tag (default: nothing). */
  readonly hasTag?: (tag: string, row: ProcessRow) => boolean;
  /** Members of further trees seen so far; filled by the sweep. Needed when `hasTag` is given. */
  readonly known?: Map<number, number>;
  /** Look also for who holds the trees' pipes (default true): many files are read for it. */
  readonly pipes?: boolean;
}

/** What a sweep found alive. */
export interface SweepFinding {
  readonly members: readonly ProcessRef[];
  /** Process groups that hold only members: may be signalled as a whole. */
  readonly groups: readonly number[];
}

/**
 * One sweep over the process list: alive members of the trees, found by process group and session, by the tag in the
 * environment, by cgroup, by the pipes they hold, and by descent from another member. A process that started before the tree is never one.
 */
export function sweep(table: ProcessTable, target: SweepTarget): SweepFinding {
  const rows = table.list();
  const byPid = new Map(rows.map((row) => [row.pid, row]));
  const oldest = target.hasTag
    ? 0
    : target.trees.reduce((least, tree) => Math.min(least, tree.identity.startTime), Infinity);
  const byGroup = new Map<number, TrackedTree>();
  const byTag = new Map<string, TrackedTree>();
  const inCgroup = new Map<number, TrackedTree>();
  const byPipe = new Map<string, TrackedTree>();
  for (const tree of target.trees) {
    const { pid, tag, startTime, cgroup } = tree.identity;
    byTag.set(tag, tree);
    const leader = byPid.get(pid);
    // Another process has the leader's pid, so no group of that number can be ours any more.
    if (leader !== undefined && leader.startTime !== startTime) tree.groupGone = true;
    if (!tree.groupGone) byGroup.set(pid, tree);
    for (const member of cgroupPids(cgroup)) inCgroup.set(member, tree);
    if (target.pipes !== false) for (const pipe of tree.identity.pipes ?? []) byPipe.set(pipe, tree);
  }

  const owner = new Map<number, Map<number, number>>();
  const groupsInUse = new Set<number>();
  for (const row of rows) {
    if (row.pid === process.pid || row.startTime < oldest) continue;
    let tag: string | null | undefined;
    const tree = byGroup.get(row.pgid) ?? byGroup.get(row.sid);
    if (tree !== undefined && row.startTime >= tree.identity.startTime) {
      tag = row.alive ? table.variable(row.pid, TREE_TAG_VARIABLE) : null;
      if (tag === null || tag === tree.identity.tag) {
        groupsInUse.add(tree.identity.pid);
        owner.set(row.pid, tree.known);
        continue;
      }
    }
    if (!row.alive) continue;
    const seen =
      target.trees.find((known) => known.known.get(row.pid) === row.startTime) ?? inCgroup.get(row.pid);
    if (seen !== undefined) {
      owner.set(row.pid, seen.known);
      continue;
    }
    if (target.known?.get(row.pid) === row.startTime) {
      owner.set(row.pid, target.known);
      continue;
    }
    if (tag === undefined) tag = table.variable(row.pid, TREE_TAG_VARIABLE);
    // What has the tag of another tree is that one's: its files need not be read.
    const ours = tag === null ? pipeHolder(table, row, byPipe) : byTag.get(tag);
    if (ours !== undefined) owner.set(row.pid, ours.known);
    else if (tag !== null && target.known !== undefined && target.hasTag?.(tag, row) === true)
      owner.set(row.pid, target.known);
  }
  for (const tree of target.trees) if (!groupsInUse.has(tree.identity.pid)) tree.groupGone = true;
  addDescendants(rows, owner);

  const members: ProcessRef[] = [];
  for (const [pid, known] of owner) {
    const row = byPid.get(pid);
    if (row === undefined || !row.alive) continue;
    known.set(pid, row.startTime);
    members.push({ pid, startTime: row.startTime });
  }
  return { members, groups: members.length === 0 ? [] : [...groupsInUse] };
}

/** The tree whose pipe a process holds, where it is not older than that. */
function pipeHolder(
  table: ProcessTable,
  row: ProcessRow,
  byPipe: ReadonlyMap<string, TrackedTree>,
): TrackedTree | undefined {
  // Most processes of a machine are older: to read all their files costs more than all the rest.
  if (![...byPipe.values()].some((tree) => row.startTime >= tree.identity.startTime)) return undefined;
  for (const file of table.openFiles?.(row.pid).values() ?? []) {
    const tree = byPipe.get(file);
    if (tree !== undefined && row.startTime >= tree.identity.startTime) return tree;
  }
  return undefined;
}

/** A child of a member is a member, whatever it did to its session and environment. */
function addDescendants(rows: readonly ProcessRow[], owner: Map<number, Map<number, number>>): void {
  if (owner.size === 0) return;
  let grown = true;
  while (grown) {
    grown = false;
    for (const row of rows) {
      const known = owner.get(row.ppid);
      if (known === undefined || owner.has(row.pid) || row.pid === process.pid) continue;
      owner.set(row.pid, known);
      grown = true;
    }
  }
}
