import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireProcessLock, readProcessLock } from './process-lock.ts';

const program = join(import.meta.dirname, '../../../test/fixtures/programs/lock-holder.ts');
const children: ChildProcess[] = [];
let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-lock-'));
  path = join(folder, 'server.pid');
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

interface Said {
  readonly ok: boolean;
  readonly holder?: { pid: number; name: string } | null;
  readonly previous?: { pid: number; name: string } | null;
}

async function holder(name: string): Promise<{ child: ChildProcess; said: Said }> {
  const child = spawn(process.execPath, [program, path, name], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, said: JSON.parse(line) as Said };
}

async function end(child: ChildProcess, how: 'release' | 'kill'): Promise<void> {
  const exited = once(child, 'exit');
  if (how === 'kill') child.kill('SIGKILL');
  else child.stdin?.end();
  await exited;
}

test('one holder at a time; the others learn who it is', async () => {
  const first = await holder('first');
  expect(first.said).toEqual({ ok: true, previous: null });
  const info = { pid: first.child.pid, name: 'first' };
  expect((await holder('second')).said).toEqual({ ok: false, holder: info });
  expect(acquireProcessLock(path, { pid: process.pid })).toEqual({ ok: false, holder: info });
  expect(readProcessLock(path)).toEqual({ held: true, info });
});

test('a release frees it and leaves nothing to say', async () => {
  const { child } = await holder('first');
  await end(child, 'release');
  expect(readProcessLock(path)).toEqual({ held: false, info: null });
  expect((await holder('second')).said).toEqual({ ok: true, previous: null });
});

test('a holder killed with -9 blocks nobody, and the next one learns who it was', async () => {
  const { child } = await holder('first');
  await end(child, 'kill');
  const info = { pid: child.pid, name: 'first' };
  expect(readProcessLock(path)).toEqual({ held: false, info });
  expect((await holder('second')).said).toEqual({ ok: true, previous: info });
});

test('of many that start at once after a crash, one wins', async () => {
  const { child } = await holder('first');
  await end(child, 'kill');
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const said = await Promise.all(names.map((name) => holder(name)));
  expect(said.filter((one) => one.said.ok)).toHaveLength(1);
});

test('readers do not keep a starter out', async () => {
  for (let n = 0; n < 50; n += 1) expect(readProcessLock(path).held).toBe(false);
  const result = acquireProcessLock(path, { pid: process.pid });
  expect(result.ok).toBe(true);
  if (!result.ok) return;
  // Not even this process gets it twice.
  expect(acquireProcessLock(path, { pid: process.pid }).ok).toBe(false);
  result.lock.update({ pid: process.pid, guardPid: 5 });
  expect(readProcessLock(path)).toEqual({ held: true, info: { pid: process.pid, guardPid: 5 } });
  result.lock.release();
  result.lock.release();
  expect(readProcessLock(path)).toEqual({ held: false, info: null });
  expect(readdirSync(folder)).toEqual(['server.pid.lock']);
});

test('a folder that is not there is an error, not a lock', () => {
  expect(() => acquireProcessLock(join(folder, 'gone', 'x'), { pid: 1 })).toThrow();
  expect(readProcessLock(join(folder, 'gone', 'x'))).toEqual({ held: false, info: null });
});

test('with the lock file removed, who certainly lives keeps the lock, and what another says stays', () => {
  const first = acquireProcessLock(path, { pid: 1, name: 'first' });
  rmSync(`${path}.lock`);
  const info = { pid: 1, name: 'first' };
  expect(acquireProcessLock(path, { pid: 2 }, ({ pid }) => pid === 1)).toEqual({ ok: false, holder: info });
  expect(readProcessLock(path).info).toEqual(info);
  const second = acquireProcessLock(path, { pid: 2 }, () => false);
  expect(second).toMatchObject({ ok: true, previous: info });
  if (first.ok) first.lock.release();
  expect(readProcessLock(path)).toEqual({ held: true, info: { pid: 2 } });
  if (second.ok) second.lock.release();
  expect(readProcessLock(path).info).toBeNull();
});
