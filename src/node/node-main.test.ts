import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  fixtureProgram,
  guardsOfBoot,
  killAll,
  livingOfBoot,
  runs,
} from '../../test/support/living-processes.ts';
import { createScriptedServer } from '../../test/support/scripted-server.ts';
import { until } from '../../test/support/until.ts';
import { systemClock } from '../adapters/clock-system/system-clock.ts';
import { processLocks } from '../adapters/process-lock/process-lock.ts';
import { openFileSpool } from '../adapters/spool-file/file-spool.ts';
import type { StartFrame } from '../contract/link.ts';
import type { FlowDefinition } from '../contract/manifest.ts';
import type { NodeEvent } from './node-agent.ts';
import { NodeFolderInUse, type NodeOptions, type RunningNode, startNode } from './node-main.ts';

const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let folder = '';
const boots: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-node-'));
});
afterEach(() => {
  for (const boot of boots.splice(0)) killAll([...livingOfBoot(boot), ...guardsOfBoot(boot)]);
  rmSync(folder, { recursive: true });
});

function flow(name: string, command: string[]): FlowDefinition {
  return {
    name,
    kind: 'command',
    title: null,
    description: null,
    match: null,
    params: {},
    timeoutSeconds: 60,
    retry: { max: 0 },
    pool: 'default',
    limits: [],
    expiresInSeconds: null,
    tags: [],
    manualMinutes: null,
    expected: null,
    dedupe: null,
    hash: 'h',
    program: { kind: 'command', command, cwd: folder, encoding: 'utf-8', env: {} },
  };
}

function startFrame(run: string, name: string): StartFrame {
  return {
    t: 'start',
    run,
    attempt: 1,
    flow: name,
    platform: 'pdd',
    shopId: run,
    taskType: null,
    params: {},
    timeoutSeconds: 60,
  };
}

/** A node with its server, and a way to wait for what happens in it. */
async function start(flows: FlowDefinition[] = []) {
  const server = createScriptedServer();
  const seen: NodeEvent[] = [];
  let waiting: (() => void)[] = [];
  const options: NodeOptions = {
    clock: systemClock,
    ids: { next: (prefix) => `${prefix}_1`, random: () => 0.5 },
    logger,
    locks: processLocks,
    dialer: server,
    openSpool: (path) => openFileSpool(path, logger),
    dataFolder: join(folder, 'node'),
    name: 'robot',
    version: '0.0.0',
    slots: 3,
    pools: ['default'],
    tags: [],
    flows,
    environment: { PATH: '/usr/bin:/bin' },
    onEvent: (event) => {
      seen.push(event);
      for (const look of waiting.splice(0)) look();
    },
  };
  const node: RunningNode = await startNode(options);
  boots.push(node.bootId);
  const event = async (fits: (event: NodeEvent) => boolean): Promise<NodeEvent> => {
    for (;;) {
      const found = seen.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        waiting = [...waiting, resolve];
      });
    }
  };
  await event(({ kind }) => kind === 'connected');
  return { node, server, event, options };
}

it('executes what it is given, sends log and result, and leaves nothing behind when it stops', async () => {
  const { node, server, event } = await start([
    flow('sync', [process.execPath, fixtureProgram('says-everything.mjs')]),
  ]);
  server.last.send(startFrame('a', 'sync'));
  await event(({ kind }) => kind === 'acknowledged');
  expect(server.results()).toMatchObject([{ run: 'a', outcome: 'succeeded', output: { orders: 3 } }]);
  expect(server.last.of('log').flatMap(({ lines }) => lines.map((line) => line[2]))).toContain(
    'signing in to a',
  );
  expect(server.last.of('step')).toHaveLength(4);
  const guard = node.guardPid() ?? 0;
  expect(runs(guard)).toBe(true);
  await node.stop({ graceMs: 0 });
  expect(runs(guard)).toBe(false);
  expect(readdirSync(join(folder, 'node', 'work'))).toEqual([]);
  expect(existsSync(join(folder, 'node', 'node.pid'))).toBe(false);
});

it('is the only one in its data folder, and the same node at its next boot', async () => {
  const first = await start();
  await expect(startNode(first.options)).rejects.toThrow(NodeFolderInUse);
  await first.node.stop({ graceMs: 0 });
  const second = await start();
  expect(second.node.nodeId).toBe(first.node.nodeId);
  expect(second.node.bootId).not.toBe(first.node.bootId);
  await second.node.stop({ graceMs: 0 });
});

it('stops what runs in order when it is stopped', async () => {
  const { node, server, event } = await start([flow('polite', ['sh', fixtureProgram('polite.sh')])]);
  server.last.send(startFrame('a', 'polite'));
  await event(({ kind }) => kind === 'started');
  await node.stop({ graceMs: 0 });
  expect(livingOfBoot(node.bootId)).toEqual([]);
  expect(server.results()).toMatchObject([{ run: 'a', outcome: 'stopped', code: null }]);
});

it('goes on with another guard though the lock cannot name it, as on a full disk', async () => {
  const { node, server, event } = await start([flow('sync', ['true'])]);
  const [first = 0] = guardsOfBoot(node.bootId);
  // In the way of the file that its words are written to first.
  mkdirSync(join(folder, 'node', `node.pid.${process.pid}.new`));
  killAll([first]);
  await until('another guard', () => ![null, first].includes(node.guardPid()), 8_000);
  server.last.send(startFrame('a', 'sync'));
  await event(({ kind }) => kind === 'acknowledged');
  expect(server.results()).toMatchObject([{ run: 'a', outcome: 'succeeded' }]);
  await node.stop({ graceMs: 0 });
});
