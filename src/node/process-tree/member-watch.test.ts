import { expect, test } from 'vitest';
import { createVirtualClock } from '../../../test/support/virtual-clock.ts';
import { MemberWatch } from './member-watch.ts';
import type { ProcessRow, ProcessTable } from './process-table.ts';
import { trackTree } from './tree-sweep.ts';

const LEADER = 5_000_100;

/** A made-up machine whose list of processes the test changes. */
function machine() {
  const clock = createVirtualClock();
  const rows = new Map<number, ProcessRow>();
  const counts = { looks: 0 };
  const blind = { now: false };
  const table: ProcessTable = {
    list: () => {
      counts.looks += 1;
      if (blind.now) throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
      return [...rows.values()];
    },
    row: (pid) => rows.get(pid) ?? null,
    variable: () => null,
    startTimeAt: () => Infinity,
  };
  const run = (pid: number, ppid: number): void => {
    rows.set(pid, { pid, ppid, pgid: pid, sid: pid, startTime: 1000, alive: true });
  };
  const seen: number[][] = [];
  const watch = new MemberWatch({
    clock,
    table,
    onSeen: (_tree, members) => seen.push(members.map(({ pid }) => pid).sort((a, b) => a - b)),
  });
  const tree = (pid: number) => trackTree({ tag: `n1.a:r${pid}:1`, pid, startTime: 1000, cgroup: null });
  return { clock, rows, counts, blind, run, seen, watch, tree };
}

test('a child seen once stays known when its parents are gone, and is forgotten when it has ended', async () => {
  const { clock, rows, run, seen, watch, tree } = machine();
  const tracked = tree(LEADER);
  run(LEADER, 1);
  watch.add(tracked);
  run(LEADER + 1, LEADER);
  run(LEADER + 2, LEADER + 1);
  await clock.advance(250);
  expect(seen).toEqual([[LEADER, LEADER + 1, LEADER + 2]]);
  rows.delete(LEADER + 1);
  run(LEADER + 2, 1);
  await clock.advance(1_000);
  expect(seen.at(-1)).toEqual([LEADER, LEADER + 2]);
  rows.delete(LEADER + 2);
  await clock.advance(1_000);
  expect([...tracked.known.keys()]).toEqual([LEADER]);
  clock.kill();
});

test('one look serves all trees, nothing is looked at without them, and what did not change is not told', async () => {
  const { clock, counts, run, seen, watch, tree } = machine();
  const trees = Array.from({ length: 20 }, (_, n) => tree(LEADER + n));
  for (const [n, each] of trees.entries()) {
    run(LEADER + n, 1);
    watch.add(each);
  }
  await clock.advance(10_000);
  expect(counts.looks).toBeGreaterThanOrEqual(10);
  expect(counts.looks).toBeLessThanOrEqual(12);
  expect(seen).toHaveLength(20);
  for (const each of trees) watch.remove(each);
  expect(clock.pending()).toBe(0);
});

test('while nobody can look, what is known stays known', async () => {
  const { clock, blind, run, watch, tree } = machine();
  const tracked = tree(LEADER);
  run(LEADER, 1);
  run(LEADER + 1, LEADER);
  watch.add(tracked);
  await clock.advance(250);
  blind.now = true;
  await clock.advance(3_000);
  expect([...tracked.known.keys()]).toEqual([LEADER, LEADER + 1]);
  watch.remove(tracked);
});
