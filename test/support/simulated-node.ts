import type { StartFrame } from '../../src/contract/link.ts';
import { createNodeAgent, type NodeEvent } from '../../src/node/node-agent.ts';
import { createFakeExecutor, type FakeExecutor } from './fake-executor.ts';
import { createFakeGuard } from './fake-guard.ts';
import { createMemorySpool, type MemorySpool } from './memory-spool.ts';
import { createScriptedServer, type ScriptedServer } from './scripted-server.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A start frame for a run in a shop. */
export function startFrame(run: string, more: Partial<StartFrame> = {}): StartFrame {
  return {
    t: 'start',
    run,
    attempt: 1,
    flow: 'sync_order',
    platform: 'pdd',
    shopId: '1001',
    taskType: null,
    params: {},
    timeoutSeconds: 600,
    ...more,
  };
}

export interface SimulatedNodeParts {
  readonly clock?: VirtualClock;
  readonly server?: ScriptedServer;
  readonly executor?: FakeExecutor;
  readonly spool?: MemorySpool;
  readonly slots?: number;
}

/** A started node, connected unless its server says otherwise. */
export async function simulatedNode(given: SimulatedNodeParts = {}) {
  const clock = given.clock ?? createVirtualClock();
  const server = given.server ?? createScriptedServer();
  const executor = given.executor ?? createFakeExecutor();
  const spool = given.spool ?? createMemorySpool();
  const guard = createFakeGuard();
  const events: NodeEvent[] = [];
  const agent = createNodeAgent({
    clock,
    ids: { next: (prefix) => `${prefix}1`, random: () => 0.5 },
    dialer: server,
    executor,
    spool,
    guard,
    logger: silent,
    identity: {
      nodeId: 'n1',
      bootId: 'n1.b1',
      hostBootId: 'h',
      pidNamespace: 'p',
      lockFile: '1:1',
      name: 'n',
      host: 'localhost',
      pid: 1,
      os: 'linux',
      version: '0',
    },
    offer: {
      slots: given.slots ?? 5,
      pools: ['default'],
      tags: [],
      flows: [{ name: 'sync_order', kind: 'command', hash: 'x' }],
    },
    onEvent: (event) => events.push(event),
  });
  agent.start();
  await clock.advance(1);
  return { clock, server, executor, spool, guard, events, agent };
}
