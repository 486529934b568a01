import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processLocks } from '../adapters/process-lock/process-lock.ts';
import { findLiveNode, lockNode, type NodeIdentity } from './node-lock.ts';
import { LinuxProcessTable } from './process-tree/linux-process-table.ts';
import { holderLives } from './process-tree/lock-holder.ts';
import { ownMark } from './process-tree/process-mark.ts';
import { isBootOfNode } from './process-tree/tree-tag.ts';

const table = new LinuxProcessTable();
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-node-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function take(): NodeIdentity {
  const result = lockNode(folder, processLocks, table);
  if (!result.ok) throw new Error('held');
  return result.identity;
}

test('the node id stays, the boot id is new each time and shows its node', () => {
  const first = take();
  const { nodeId, bootId } = first.info;
  expect(isBootOfNode(bootId, nodeId)).toBe(true);
  expect(readFileSync(join(folder, 'node-id'), 'utf8').trim()).toBe(nodeId);
  first.release();
  const second = take();
  expect(second.info.nodeId).toBe(nodeId);
  expect(second.info.bootId).not.toBe(bootId);
  expect(second.lockFile).toBe(first.lockFile);
  expect(second.previous).toBeNull();
  second.release();
});

test('while it is held, others see who holds it', () => {
  expect(findLiveNode(folder, processLocks, table)).toBeNull();
  const { info, guardIs, release } = take();
  guardIs(4242);
  const held = { ...info, guardPid: 4242 };
  expect(held).toMatchObject({ pid: process.pid, startTime: table.row(process.pid)?.startTime });
  expect(held.hostBootId).toMatch(/^[0-9a-f-]{36}$/);
  expect(held.pidNamespace).toMatch(/^pid:\[\d+\]$/);
  expect(lockNode(folder, processLocks, table)).toEqual({ ok: false, holder: held });
  expect(findLiveNode(folder, processLocks, table)).toEqual(held);
  release();
  expect(findLiveNode(folder, processLocks, table)).toBeNull();
  expect(findLiveNode(join(folder, 'gone'), processLocks, table)).toBeNull();
});

test('two folders are two nodes', () => {
  const first = take();
  const other = mkdtempSync(join(tmpdir(), 'drover-node-'));
  try {
    const second = lockNode(other, processLocks, table);
    expect(second.ok && second.identity.info.nodeId).not.toBe(first.info.nodeId);
    expect(second.ok && second.identity.lockFile).not.toBe(first.lockFile);
    if (second.ok) second.identity.release();
  } finally {
    first.release();
    rmSync(other, { recursive: true });
  }
});

test('a folder whose lock file was removed is still that of the node that runs', () => {
  const first = take();
  rmSync(join(folder, 'node.pid.lock'));
  expect(lockNode(folder, processLocks, table)).toMatchObject({ ok: false, holder: first.info });
  expect(findLiveNode(folder, processLocks, table)).toEqual(first.info);
  first.release();
  const next = take();
  expect(next.previous).toBeNull();
  next.release();
});

test('a mark of another boot of the machine, or of a pid that is another process now, proves nothing', () => {
  const mark = ownMark(table);
  expect(holderLives({ ...mark }, table)).toBe(true);
  for (const other of [
    { hostBootId: 'x' },
    { pidNamespace: null },
    { startTime: mark.startTime - 1 },
    { pid: 0 },
    { startTime: 0 },
    { startTime: null },
  ])
    expect(holderLives({ ...mark, ...other }, table)).toBe(false);
  expect(holderLives({ pid: mark.pid }, table)).toBe(false);
});
