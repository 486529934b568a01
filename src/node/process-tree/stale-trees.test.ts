import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { killAll, runs } from '../../../test/support/living-processes.ts';
import { silentLogger } from '../../../test/support/silent-logger.ts';
import { systemClock } from '../../adapters/clock-system/system-clock.ts';
import { LinuxProcessTable } from './linux-process-table.ts';
import { markText } from './process-mark.ts';
import type { ProcessTable } from './process-table.ts';
import { killStaleTrees } from './stale-trees.ts';
import {
  bootIdOfNode,
  GUARD_NODE_VARIABLE,
  GUARD_OF_VARIABLE,
  isBootOfNode,
  TREE_TAG_VARIABLE,
  treeTag,
} from './tree-tag.ts';

const nodeId = `stale${process.pid}`;
const children: ChildProcess[] = [];

afterEach(() =>
  killAll(
    children
      .splice(0)
      .map((child) => child.pid ?? 0)
      .filter(Boolean),
  ),
);

async function sleeper(env: Record<string, string>): Promise<number> {
  const child = spawn('/bin/sleep', ['300'], { env, detached: true, stdio: 'ignore' });
  children.push(child);
  await once(child, 'spawn');
  return child.pid!;
}

function tagged(boot: string): Promise<number> {
  const bootId = bootIdOfNode(nodeId, boot);
  return sleeper({ [TREE_TAG_VARIABLE]: treeTag({ bootId, runId: 'r:1', attempt: 2 }) });
}

const own = bootIdOfNode(nodeId, 'own');
const here = { hostBootId: 'boot', pidNamespace: 'pid:[1]' };
const options = {
  clock: systemClock,
  table: new LinuxProcessTable(),
  isStale: (bootId: string) => isBootOfNode(bootId, nodeId) && bootId !== own,
  cgroupBase: null,
  here,
  log: silentLogger,
  orphanWaitMs: 300,
};

test('trees of older boots go; those of this boot and of other nodes stay', async () => {
  const old = [await tagged('a'), await tagged('b')];
  const kept = [await tagged('own'), await sleeper({ [TREE_TAG_VARIABLE]: `${nodeId}x.a:r:1` })];
  expect(await killStaleTrees(options)).toEqual([]);
  expect(old.filter(runs)).toEqual([]);
  expect(kept.filter(runs)).toEqual(kept);
});

test('a boot whose guard lives on is spared', async () => {
  const bootId = bootIdOfNode(nodeId, 'guarded');
  const guarded = await tagged('guarded');
  const old = await tagged('a');
  await sleeper({ [GUARD_OF_VARIABLE]: bootId });
  expect(await killStaleTrees({ ...options, guardWaitMs: 150 })).toEqual([bootId]);
  expect([runs(guarded), runs(old)]).toEqual([true, false]);
});

const self = options.table.row(process.pid)!;
const alive = { pid: process.pid, startTime: self.startTime, ...here };
const dead = { ...alive, startTime: self.startTime + 1 };

test('a stopped guard whose node is dead is killed, and then what it guarded', async () => {
  const tree = await tagged('frozen');
  const bootId = bootIdOfNode(nodeId, 'frozen');
  const guard = await sleeper({
    [GUARD_OF_VARIABLE]: bootId,
    [GUARD_NODE_VARIABLE]: markText(dead),
  });
  process.kill(guard, 'SIGSTOP');
  expect(await killStaleTrees({ ...options, guardWaitMs: 10_000 })).toEqual([]);
  expect([runs(guard), runs(tree)]).toEqual([false, false]);
});

test('a guard of a dead node that hangs in the kernel is not waited for, nor are its trees spared', async () => {
  const tree = await tagged('hung');
  const variables: Readonly<Record<string, string>> = {
    [GUARD_OF_VARIABLE]: bootIdOfNode(nodeId, 'hung'),
    [GUARD_NODE_VARIABLE]: markText(dead),
  };
  const guard = await sleeper(variables);
  const { table } = options;
  const row = table.row(guard)!;
  // As the process table shows one that no signal ends.
  const hung: ProcessTable = {
    list: () => [...table.list().filter(({ pid }) => pid !== guard), row],
    row: (pid) => (pid === guard ? row : table.row(pid)),
    variable: (pid, name) => (pid === guard ? (variables[name] ?? null) : table.variable(pid, name)),
    startTimeAt: (uptimeMs) => table.startTimeAt(uptimeMs),
  };
  expect(await killStaleTrees({ ...options, table: hung, guardWaitMs: 10_000 })).toEqual([]);
  expect(runs(tree)).toBe(false);
});

test.each([
  { name: 'lives', node: markText(alive) },
  { name: 'is of another PID namespace', node: markText({ ...dead, pidNamespace: 'pid:[2]' }) },
  { name: 'had no start time', node: markText({ ...dead, startTime: 0 }) },
  { name: 'is not said', node: 'nobody' },
])('a guard whose node $name is spared with its trees', async ({ node }) => {
  const bootId = bootIdOfNode(nodeId, 'copied');
  const tree = await tagged('copied');
  const guard = await sleeper({ [GUARD_OF_VARIABLE]: bootId, [GUARD_NODE_VARIABLE]: node });
  expect(await killStaleTrees({ ...options, guardWaitMs: 600 })).toEqual([bootId]);
  expect([runs(guard), runs(tree)]).toEqual([true, true]);
});
