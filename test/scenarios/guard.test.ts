/**
 * The guard with real processes and real faults. Each fake node runs families of programs with grandchildren, some in
 * sessions of their own, some deaf to SIGTERM.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/adapters/clock-system/system-clock.ts';
import { GuardClient } from '../../src/node/guard/guard-client.ts';
import { LinuxProcessTable } from '../../src/node/process-tree/linux-process-table.ts';
import { ownMark } from '../../src/node/process-tree/process-mark.ts';
import { findCgroupBase, listCgroups, removeCgroup } from '../../src/node/process-tree/tree-cgroup.ts';
import { bootIdOfTag } from '../../src/node/process-tree/tree-tag.ts';
import type { FakeNodeOptions } from '../fixtures/programs/fake-node.ts';
import { fixtureProgram, guardsOfBoot, killAll, livingOfBoot, runs } from '../support/living-processes.ts';

/** Lateness of timers and process starts on a busy machine that these tests put up with. */
const SLACK_MS = 500;

interface Heard {
  readonly event: string;
  readonly at: number;
  readonly pids?: number[];
  readonly guard?: number;
}

interface FakeNode {
  readonly child: ChildProcess;
  readonly guard: number;
  readonly pids: number[];
  heard(event: string): Heard | undefined;
  waitFor(event: string, timeout?: number): Promise<Heard>;
  say(line: string): void;
}

let folder = '';
let bootId = '';
let logFile = '';
let boots = 0;
const seen = new Set<number>();

beforeEach(() => {
  boots += 1;
  folder = mkdtempSync(join(tmpdir(), 'drover-guard-'));
  bootId = `nguard${process.pid}.${boots}`;
  logFile = join(folder, 'guard.log');
});

afterEach(async () => {
  killAll([...seen, ...guardsOfBoot(bootId), ...livingOfBoot(bootId)]);
  await gone([...seen], 5_000);
  for (const cgroup of listCgroups(findCgroupBase(), (tag) => bootIdOfTag(tag) === bootId))
    removeCgroup(cgroup);
  seen.clear();
  rmSync(folder, { recursive: true });
});

async function startNode(options: Partial<FakeNodeOptions> = {}): Promise<FakeNode> {
  const all: FakeNodeOptions = { bootId, logFile, families: 2, leaseSeconds: 15, renew: true, ...options };
  const child = spawn(process.execPath, [fixtureProgram('fake-node.ts'), JSON.stringify(all)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  seen.add(child.pid!);
  const events: Heard[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = JSON.parse(line) as Heard;
    events.push(event);
    for (const pid of event.pids ?? []) seen.add(pid);
  });
  const heard = (name: string): Heard | undefined => events.find(({ event }) => event === name);
  const waitFor = (name: string, timeout = 10_000): Promise<Heard> =>
    vi.waitFor(
      () => {
        const event = heard(name);
        if (event === undefined) throw new Error(`not heard: ${name}`);
        return event;
      },
      { timeout, interval: 10 },
    );
  const ready = await waitFor('ready');
  seen.add(ready.guard!);
  expect(ready.pids!.filter(runs)).toHaveLength(7 * (all.families + (all.untold ?? 0)));
  return {
    child,
    guard: ready.guard!,
    pids: ready.pids!,
    heard,
    waitFor,
    say: (line) => void child.stdin.write(`${line}\n`),
  };
}

/** Resolves with the time at which none of the pids ran any more. */
function gone(pids: readonly number[], timeout: number): Promise<number> {
  return vi.waitFor(
    () => {
      expect(pids.filter(runs)).toEqual([]);
      return Date.now();
    },
    { timeout, interval: 5 },
  );
}

function logged(): string {
  try {
    return readFileSync(logFile, 'utf8');
  } catch {
    return '';
  }
}

test('a node killed with -9: its trees die within 1 s, untold ones too; then the guard ends', async () => {
  const node = await startNode({ families: 4, untold: 1 });
  const killedAt = Date.now();
  node.child.kill('SIGKILL');
  expect((await gone(node.pids, 3_000)) - killedAt).toBeLessThan(1_000);
  await gone([node.guard], 3_000);
  expect(livingOfBoot(bootId)).toEqual([]);
  expect(logged()).not.toContain('successor');
});

test('a stopped node (SIGSTOP): its trees die 2 s before the lease ends; it is killed and a new one started', async () => {
  const node = await startNode({ leaseSeconds: 3 });
  const stoppedAt = Date.now();
  node.child.kill('SIGSTOP');
  const deadAt = await gone(node.pids, 5_000);
  // The last renewal was up to 0.1 s old.
  expect(deadAt - stoppedAt).toBeGreaterThan(1_000 - 150);
  expect(deadAt - stoppedAt).toBeLessThan(1_000 + SLACK_MS);
  expect(runs(node.child.pid!)).toBe(true);
  const nodeDeadAt = await gone([node.child.pid!], 5_000);
  expect(nodeDeadAt - deadAt).toBeGreaterThan(2_000 - SLACK_MS);
  await vi.waitFor(() => expect(logged()).toContain('"event":"successor"'), { timeout: 5_000 });
  const line = logged()
    .split('\n')
    .find((text) => text.includes('successor'));
  const successor = JSON.parse(line ?? '{}') as { pid: number; mark: string; sid: number };
  expect(successor).toMatchObject({ mark: bootId, sid: successor.pid });
  await gone([node.guard], 3_000);
});

test('a stopped node under a living supervisor is killed, and left to it', async () => {
  const row = new LinuxProcessTable().row(process.pid)!;
  const node = await startNode({
    leaseSeconds: 3,
    families: 1,
    supervisor: { pid: row.pid, startTime: row.startTime },
  });
  node.child.kill('SIGSTOP');
  await gone([...node.pids, node.child.pid!], 8_000);
  await gone([node.guard], 3_000);
  expect(logged()).toContain('does not answer');
  expect(logged()).not.toContain('new node');
});

test('a node that loses its server loses its trees, is told so and lives on; with a new lease it works again', async () => {
  const node = await startNode({ leaseSeconds: 3 });
  node.say('silent');
  await node.waitFor('expired');
  await gone(node.pids, 1_000);
  // What it starts without a lease is killed at once.
  node.say('tree');
  await vi.waitFor(() => expect(logged().match(/lease expired/g)).toHaveLength(2), { timeout: 5_000 });
  await vi.waitFor(() => expect(livingOfBoot(bootId)).toEqual([]), { timeout: 3_000 });
  // Long enough for the guard to have asked for a sign of life.
  await vi.waitFor(() => expect(Date.now() - node.heard('expired')!.at).toBeGreaterThan(3_500), {
    timeout: 5_000,
  });
  expect(runs(node.child.pid!)).toBe(true);
  node.say('renew');
  node.say('tree');
  const { pids, at } = await node.waitFor('tree');
  await vi.waitFor(() => expect(Date.now() - at).toBeGreaterThan(1_500), { timeout: 5_000 });
  expect(pids!.every(runs)).toBe(true);
});

test('a killed guard is replaced within a second; the new one knows everything', async () => {
  const node = await startNode();
  process.kill(node.guard, 'SIGKILL');
  const { guard } = await node.waitFor('respawned', 3_000);
  seen.add(guard!);
  expect(guard).not.toBe(node.guard);
  expect(node.pids.every(runs)).toBe(true);
  const killedAt = Date.now();
  node.child.kill('SIGKILL');
  expect((await gone(node.pids, 3_000)) - killedAt).toBeLessThan(1_000);
  await gone([guard!], 3_000);
  expect(node.heard('unguarded')).toBeUndefined();
});

test('signals to the whole group of the node, and polite ones to the guard, do not end the guard', async () => {
  const node = await startNode({ families: 1 });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(node.guard, signal);
  process.kill(-node.child.pid!, 'SIGKILL');
  await gone(node.pids, 1_500);
  await gone([node.guard], 3_000);
});

test('an orderly end: the guard kills what is left and ends before the node does', async () => {
  const node = await startNode({ families: 1 });
  node.say('stop');
  await gone([node.child.pid!], 5_000);
  expect([...node.pids, node.guard].filter(runs)).toEqual([]);
});

test('a node that can have no guard hears of it after 5 s', async () => {
  const gate = join(folder, 'gate');
  writeFileSync(gate, '');
  const program = join(import.meta.dirname, '../../src/node/guard/guard-main.ts');
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const client = new GuardClient({
    clock: systemClock,
    log: silent,
    bootId,
    node: ownMark(new LinuxProcessTable()),
    guardArgv: [
      '/bin/sh',
      '-c',
      'test -e "$1" && exec "$2" "$3"; exit 1',
      'sh',
      gate,
      process.execPath,
      program,
    ],
  });
  const guard = await client.start();
  seen.add(guard);
  expect(client.guarded).toBe(true);
  const unguarded = new Promise<number>((resolve) => client.onUnguarded(() => resolve(Date.now())));
  const again = new Promise<number>((resolve) => client.onRespawned(resolve));
  rmSync(gate);
  const killedAt = Date.now();
  process.kill(guard, 'SIGKILL');
  const waited = (await unguarded) - killedAt;
  expect(waited).toBeGreaterThan(5_000 - 50);
  expect(waited).toBeLessThan(5_000 + SLACK_MS);
  expect(client.guarded).toBe(false);
  // It goes on trying.
  writeFileSync(gate, '');
  seen.add(await again);
  expect(client.guarded).toBe(true);
  await client.stop();
  expect(guardsOfBoot(bootId)).toEqual([]);
});
