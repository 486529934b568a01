import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { elapse } from '../../../test/support/until.ts';
import { createVirtualClock, type VirtualClock } from '../../../test/support/virtual-clock.ts';
import { createLocalNode, type LiveNode, type LocalNode, type LocalNodeEvent } from './local-node.ts';

/*
 * Real processes that only wait, on a virtual clock: the folder's lock is played by `live`.
 */
let clock: VirtualClock;
let live: LiveNode | null;
let started: ChildProcess[];
let events: LocalNodeEvent[];
let children: ChildProcess[];
let guardLeft: boolean;
let sameAddress: boolean;
let node: LocalNode;

/** A process that ends on TERM, or is deaf to it. */
function waiting(deaf = false): ChildProcess {
  const script = `${deaf ? "process.on('SIGTERM',()=>{});" : ''}console.log('ready');setInterval(()=>{},1e6)`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  return child;
}

const ready = (child: ChildProcess | undefined): Promise<unknown> => once(child?.stdout ?? null, 'data');
const ended = (child: ChildProcess | undefined): Promise<unknown> => once(child ?? null, 'exit');

function once(
  emitter: { once(name: string, listener: () => void): unknown } | null,
  name: string,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  emitter?.once(name, resolve);
  return promise;
}

/** Lets virtual time pass until the promise settles. */
async function passing<T>(promise: Promise<T>): Promise<T> {
  let settled = false;
  void promise.finally(() => {
    settled = true;
  });
  while (!settled) {
    await clock.advance(50);
    // The processes live in real time.
    await elapse(2);
  }
  return promise;
}

beforeEach(() => {
  clock = createVirtualClock();
  live = null;
  started = [];
  events = [];
  children = [];
  guardLeft = false;
  sameAddress = true;
  node = createLocalNode({
    clock,
    spawn: () => {
      const child = waiting();
      started.push(child);
      return child;
    },
    findLive: () => live,
    runs: (pid) =>
      children.some((child) => child.pid === pid && child.exitCode === null && child.signalCode === null),
    guardLeft: () => guardLeft,
    sameAddress: () => sameAddress,
    connectWithinMs: 10_000,
    tell: (event) => events.push(event),
  });
});
afterEach(async () => {
  const living = children.filter((child) => child.exitCode === null && child.signalCode === null);
  const gone = living.map(ended);
  for (const child of living) child.kill('SIGKILL');
  await Promise.all(gone);
});

/** Of a process that holds the folder's lock until it ends. */
function holder(child: ChildProcess): LiveNode {
  const info = { pid: child.pid ?? 0, nodeId: 'n1', guardPid: null };
  live = info;
  child.once('exit', () => {
    if (live === info) live = null;
  });
  return info;
}

describe('a node of its own', () => {
  test('is started, and started again with growing pauses when it ends', async () => {
    node.start();
    for (const backOffMs of [500, 1000, 2000]) {
      const child = started.at(-1);
      const count = started.length;
      const gone = ended(child);
      child?.kill('SIGKILL');
      await gone;
      await clock.settle();
      expect(events.at(-1)).toEqual({ kind: 'ended', pid: child?.pid, how: 'SIGKILL', backOffMs });
      await clock.advance(backOffMs - 1);
      expect(started).toHaveLength(count);
      await clock.advance(1);
      expect(started).toHaveLength(count + 1);
    }
  });

  test('a long life makes the next pause short again', async () => {
    node.start();
    for (const [lived, backOffMs] of [
      [0, 500],
      [0, 1000],
      [60_000, 500],
    ] as const) {
      await clock.advance(lived);
      const gone = ended(started.at(-1));
      started.at(-1)?.kill('SIGKILL');
      await gone;
      await clock.settle();
      expect(events.at(-1)).toMatchObject({ backOffMs });
      await clock.advance(backOffMs);
    }
  });

  test('that lost the folder to another one leaves it to that one', async () => {
    node.start();
    holder(waiting());
    const gone = ended(started[0]);
    started[0]?.kill('SIGKILL');
    await gone;
    await clock.advance(5000);
    expect(events).toEqual([
      { kind: 'ended', pid: started[0]?.pid, how: 'SIGKILL', backOffMs: null },
      { kind: 'adopted', pid: live?.pid },
    ]);
    expect(started).toHaveLength(1);
  });

  test('is ended by TERM, and not started again', async () => {
    node.start();
    await ready(started[0]);
    holder(started[0]!);
    await passing(node.stop(new AbortController().signal));
    expect(started[0]?.signalCode).toBe('SIGTERM');
    await clock.advance(60_000);
    expect(started).toHaveLength(1);
  });
});

describe('a node that lives already', () => {
  test('is adopted; when it dies a new one is started', async () => {
    const other = waiting();
    const info = holder(other);
    node.heard('n1', 'connected');
    node.start();
    await clock.advance(60_000);
    expect(events).toEqual([{ kind: 'adopted', pid: info.pid }]);
    expect(started).toEqual([]);
    expect(clock.pending()).toBe(0);
    const gone = ended(other);
    other.kill('SIGKILL');
    await gone;
    node.heard('n1', 'reconnecting');
    expect(events.slice(1)).toEqual([{ kind: 'gone', pid: info.pid }]);
    expect(started).toHaveLength(1);
  });

  test('that does not reach the server in time is replaced', async () => {
    const other = waiting();
    await ready(other);
    holder(other);
    node.start();
    await clock.advance(9_000);
    expect(events).toHaveLength(1);
    const gone = ended(other);
    await clock.advance(2_000);
    expect(events.at(-1)).toMatchObject({ kind: 'replaced' });
    await gone;
    await clock.advance(1_000);
    expect(started).toHaveLength(1);
  });

  test('that dials another address is replaced at once', async () => {
    const other = waiting();
    await ready(other);
    holder(other);
    sameAddress = false;
    const gone = ended(other);
    node.start();
    await gone;
    await clock.advance(1_000);
    expect(events).toMatchObject([{ kind: 'replaced' }]);
    expect(started).toHaveLength(1);
  });

  test('that is deaf to TERM is killed when its time is over, or when it is to be quick', async () => {
    const deaf = waiting(true);
    await ready(deaf);
    holder(deaf);
    node.heard('n1', 'connected');
    node.start();
    const hurry = new AbortController();
    const stopped = node.stop(hurry.signal);
    await clock.advance(10_000);
    expect(deaf.signalCode).toBeNull();
    hurry.abort();
    await passing(stopped);
    expect(deaf.signalCode).toBe('SIGKILL');
    expect(events).toHaveLength(1);
  });
});

test('a stop waits for the guard of a node that was killed, and not for ever', async () => {
  guardLeft = true;
  let stopped = 0;
  const stop = (): unknown => node.stop(new AbortController().signal).then(() => stopped++);
  stop();
  await clock.advance(1_000);
  expect(stopped).toBe(0);
  guardLeft = false;
  await clock.advance(50);
  expect(stopped).toBe(1);
  guardLeft = true;
  stop();
  await clock.advance(5_000);
  expect(stopped).toBe(2);
});
