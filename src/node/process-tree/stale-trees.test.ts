import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { killAll, runs } from '../../../test/support/living-processes.ts';
import { systemClock } from '../../adapters/clock-system/system-clock.ts';
import { LinuxProcessTable } from './linux-process-table.ts';
import { killStaleTrees } from './stale-trees.ts';
import { bootIdOfNode, GUARD_OF_VARIABLE, isBootOfNode, TREE_TAG_VARIABLE, treeTag } from './tree-tag.ts';

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
const options = {
  clock: systemClock,
  table: new LinuxProcessTable(),
  isStale: (bootId: string) => isBootOfNode(bootId, nodeId) && bootId !== own,
  cgroupBase: null,
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
