import { expect, test } from 'vitest';
import type { ProcessRow, ProcessTable } from './process-table.ts';
import { type SweepTarget, sweep, trackTree } from './tree-sweep.ts';
import { TREE_TAG_VARIABLE } from './tree-tag.ts';

const TAG = 'n1.a:run-1:1';
const LEADER = 500_100;

interface Process extends Partial<ProcessRow> {
  readonly pid: number;
  readonly tag?: string;
  readonly open?: readonly string[];
}

/** A process list of made-up processes. */
function tableOf(...processes: readonly Process[]): ProcessTable {
  const rows = processes.map(
    ({ tag: _tag, open: _open, ...row }): ProcessRow => ({
      ppid: 1,
      pgid: row.pid,
      sid: row.pid,
      startTime: 1000,
      alive: true,
      ...row,
    }),
  );
  return {
    list: () => rows,
    row: (pid) => rows.find((row) => row.pid === pid) ?? null,
    variable: (pid, name) =>
      name === TREE_TAG_VARIABLE ? (processes.find((process) => process.pid === pid)?.tag ?? null) : null,
    openFiles: (pid) => new Map(processes.find((process) => process.pid === pid)?.open?.entries()),
    startTimeAt: () => Infinity,
  };
}

function target(): SweepTarget {
  return { trees: [trackTree({ tag: TAG, pid: LEADER, startTime: 1000, cgroup: null })] };
}

function found(table: ProcessTable, of: SweepTarget): number[] {
  return sweep(table, of)
    .members.map((member) => member.pid)
    .sort((a, b) => a - b);
}

test('members are found by group, session, tag and descent; others are not', () => {
  const table = tableOf(
    { pid: LEADER, tag: TAG },
    { pid: LEADER + 1, pgid: LEADER, sid: LEADER }, // in the group, environment cleared
    { pid: LEADER + 2, sid: LEADER }, // a group of its own in our session
    { pid: LEADER + 3, tag: TAG }, // a daemon in a session of its own
    { pid: LEADER + 4, ppid: LEADER + 3 }, // its child, environment cleared
    { pid: LEADER + 5, ppid: LEADER + 4 }, // and grandchild
    { pid: LEADER + 6, tag: 'n1.a:run-2:1' },
    { pid: LEADER + 7 },
  );
  expect(found(table, target())).toEqual([0, 1, 2, 3, 4, 5].map((n) => LEADER + n));
});

test('zombies are not alive', () => {
  const table = tableOf({ pid: LEADER, alive: false }, { pid: LEADER + 1, pgid: LEADER, alive: false });
  expect(sweep(table, target())).toEqual({ members: [], groups: [] });
});

test('a process that got the pid of the leader, or of a member, later is spared with all that is its own', () => {
  const of = target();
  expect(
    found(tableOf({ pid: LEADER, tag: TAG }, { pid: LEADER + 1, ppid: LEADER, pgid: LEADER }), of),
  ).toEqual([LEADER, LEADER + 1]);
  const reused = tableOf(
    { pid: LEADER, startTime: 2000 },
    { pid: LEADER + 1, startTime: 2000 },
    { pid: LEADER + 2, startTime: 2001, pgid: LEADER, sid: LEADER, ppid: LEADER },
  );
  expect(sweep(reused, of)).toEqual({ members: [], groups: [] });
});

test('a group number that was once seen free is never ours again', () => {
  const of = target();
  expect(found(tableOf(), of)).toEqual([]);
  // Its new owner's leader has died, so nothing but the history tells it from ours.
  expect(found(tableOf({ pid: LEADER + 9, pgid: LEADER, sid: LEADER, startTime: 3000 }), of)).toEqual([]);
  // What carries our tag is ours all the same.
  expect(found(tableOf({ pid: LEADER + 9, pgid: LEADER, startTime: 3000, tag: TAG }), of)).toEqual([
    LEADER + 9,
  ]);
});

test('a process of another tree is not ours even in a group of our number', () => {
  const other = { pid: LEADER + 1, pgid: LEADER, sid: LEADER, startTime: 1500, tag: 'n1.a:run-2:1' };
  expect(found(tableOf(other), target())).toEqual([]);
});

test('a process older than the tree is never a member', () => {
  expect(found(tableOf({ pid: LEADER + 1, pgid: LEADER, startTime: 900, tag: TAG }), target())).toEqual([]);
});

test('a member seen once stays one when it clears its environment and leaves its session', () => {
  const of = target();
  expect(found(tableOf({ pid: LEADER + 1, tag: TAG }), of)).toEqual([LEADER + 1]);
  expect(found(tableOf({ pid: LEADER + 1 }), of)).toEqual([LEADER + 1]);
  expect(found(tableOf({ pid: LEADER + 1, startTime: 1001 }), of)).toEqual([]);
});

test('trees that were never told of are found by a rule on tags', () => {
  const of: SweepTarget = { trees: [], hasTag: (tag) => tag.startsWith('n1.a:'), known: new Map() };
  const table = tableOf(
    { pid: LEADER, tag: TAG },
    { pid: LEADER + 1, ppid: LEADER },
    { pid: LEADER + 2, tag: 'n1.b:run-1:1' },
  );
  expect(found(table, of)).toEqual([LEADER, LEADER + 1]);
  // Also after it has cleared its environment.
  expect(found(tableOf({ pid: LEADER + 1 }), of)).toEqual([LEADER + 1]);
});

test('who holds a pipe of the tree is a member, with its children, unless it is older', () => {
  const pipes = ['socket:[7]', 'socket:[8]'];
  const tree = trackTree({ tag: TAG, pid: LEADER, startTime: 1000, cgroup: null, pipes });
  const older = { pid: LEADER + 4, startTime: 900, open: ['socket:[7]'] };
  const table = tableOf(
    { pid: LEADER + 1, open: ['/dev/null', 'socket:[8]'] },
    { pid: LEADER + 2, ppid: LEADER + 1 },
    { pid: LEADER + 3, open: ['socket:[9]'] },
    older,
  );
  expect(found(table, { trees: [tree], pipes: false })).toEqual([]);
  const young = trackTree({ tag: 'n1.a:run-2:1', pid: LEADER - 1, startTime: 800, cgroup: null });
  expect(found(table, { trees: [tree, young] })).toEqual([LEADER + 1, LEADER + 2]);
});

test('the files of what is older than all pipes, or belongs to another tree, are not read', () => {
  const tree = trackTree({ tag: TAG, pid: LEADER, startTime: 1000, cgroup: null, pipes: ['socket:[7]'] });
  const table = tableOf(
    { pid: 1, startTime: 1 },
    { pid: 2, tag: 'n1.a:run-2:1' },
    { pid: 3, tag: TAG },
    { pid: 4 },
  );
  const read: number[] = [];
  const watched: ProcessTable = {
    ...table,
    openFiles: (pid) => {
      read.push(pid);
      return new Map();
    },
  };
  sweep(watched, { trees: [tree], hasTag: () => false, known: new Map() });
  expect(read).toEqual([4]);
});
