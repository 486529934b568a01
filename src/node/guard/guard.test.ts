import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createVirtualClock, type VirtualClock } from '../../../test/support/virtual-clock.ts';
import type { ProcessRow, ProcessTable } from '../process-tree/process-table.ts';
import { TREE_TAG_VARIABLE } from '../process-tree/tree-tag.ts';
import { Guard } from './guard.ts';
import type { GuardHello, GuardMessage } from './guard-protocol.ts';

/** Above every pid that Linux can give, so that the signals that the guard really sends reach nobody. */
const FIRST_PID = 5_000_000;
const BOOT = 'n1.a';

/** A made-up machine: `rows` are its processes, `sent` is what the node hears. */
interface Machine {
  readonly clock: VirtualClock;
  readonly guard: Guard;
  readonly rows: Map<number, { row: ProcessRow; tag: string | null }>;
  readonly sent: GuardMessage[];
  started: number;
  exited: boolean;
  run(pid: number, tag: string | null): void;
  renew(): void;
}

let machine: Machine;

beforeEach(() => {
  machine = boot();
});

afterEach(() => {
  machine.clock.kill();
});

function boot(hello: Partial<GuardHello> = {}): Machine {
  const clock = createVirtualClock();
  const rows: Machine['rows'] = new Map();
  const sent: GuardMessage[] = [];
  const table: ProcessTable = {
    list: () => [...rows.values()].map(({ row }) => row),
    row: (pid) => rows.get(pid)?.row ?? null,
    variable: (pid, name) => (name === TREE_TAG_VARIABLE ? (rows.get(pid)?.tag ?? null) : null),
    startTimeAt: (uptimeMs) => uptimeMs,
  };
  const made: Machine = {
    clock,
    rows,
    sent,
    started: 0,
    exited: false,
    guard: new Guard({
      clock,
      table,
      cgroupBase: null,
      send: (message) => sent.push(message),
      startNode: async () => {
        made.started += 1;
      },
      exit: () => {
        made.exited = true;
      },
      log: () => {},
    }),
    run(pid, tag) {
      const startTime = clock.uptimeMs();
      rows.set(pid, { row: { pid, ppid: 1, pgid: pid, sid: pid, startTime, alive: true }, tag });
    },
    renew: () => made.guard.onMessage({ type: 'renewed', sentAt: clock.uptimeMs(), leaseMs: 15_000 }),
  };
  made.guard.onMessage({
    type: 'hello',
    bootId: BOOT,
    node: { pid: FIRST_PID, startTime: 1 },
    leaseMs: 15_000,
    restart: { argv: ['node'], cwd: '/', env: {}, logFile: '/dev/null' },
    supervisor: null,
    ...hello,
  });
  return made;
}

function startTree(pid: number, run: string): void {
  const tag = `${BOOT}:${run}:1`;
  machine.run(pid, tag);
  const startTime = machine.clock.uptimeMs();
  machine.guard.onMessage({ type: 'tree', tree: { tag, pid, startTime, cgroup: null } });
}

function expiries(): readonly (readonly string[])[] {
  return machine.sent.flatMap((message) => (message.type === 'expired' ? [message.tags] : []));
}

function lastPing(): number | null {
  return machine.sent.findLast((message) => message.type === 'ping')?.id ?? null;
}

test('a lease that is renewed never runs out; one that is not runs out at 13 s', async () => {
  startTree(FIRST_PID + 1, 'r1');
  for (let n = 0; n < 20; n += 1) {
    machine.renew();
    await machine.clock.advance(3_000);
  }
  expect(expiries()).toEqual([]);
  await machine.clock.advance(9_990);
  expect(expiries()).toEqual([]);
  await machine.clock.advance(20);
  expect(expiries()).toEqual([[`${BOOT}:r1:1`]]);
});

test('an idle node without a lease costs no timer', async () => {
  await machine.clock.advance(3_600_000);
  expect(machine.clock.pending()).toBe(0);
  expect(machine.sent).toEqual([{ type: 'ready' }]);
});

test('after the machine has slept the lease is over within a second of its waking', async () => {
  startTree(FIRST_PID + 1, 'r1');
  machine.renew();
  await machine.clock.advance(2_000);
  machine.clock.sleep(60_000);
  await machine.clock.advance(1_000);
  expect(expiries()).toHaveLength(1);
});

test('a guard that was itself stopped reads what has arrived before it judges', async () => {
  startTree(FIRST_PID + 1, 'r1');
  machine.renew();
  machine.clock.suspend(20_000);
  // The late timer fires; the renewal lies in the pipe and is read in the same turn of the event loop.
  const { clock, guard } = machine;
  clock.timer(0, () => guard.onMessage({ type: 'renewed', sentAt: clock.uptimeMs() - 500, leaseMs: 15_000 }));
  await clock.advance(5_000);
  expect(expiries()).toEqual([]);
});

test('an old renewal, acknowledged late, counts from when it was sent', async () => {
  startTree(FIRST_PID + 1, 'r1');
  machine.renew();
  const sentAt = machine.clock.uptimeMs();
  await machine.clock.advance(10_000);
  machine.guard.onMessage({ type: 'renewed', sentAt: sentAt - 5_000, leaseMs: 15_000 });
  machine.guard.onMessage({ type: 'renewed', sentAt: sentAt + 1_000, leaseMs: 15_000 });
  await machine.clock.advance(3_990);
  expect(expiries()).toEqual([]);
  await machine.clock.advance(20);
  expect(expiries()).toHaveLength(1);
});

test('a node that answers lives on and is asked again once per term; a tree it starts then is killed', async () => {
  machine.renew();
  await machine.clock.advance(13_020);
  expect(expiries()).toEqual([[]]);
  for (let n = 1; n <= 3; n += 1) {
    expect(lastPing()).toBe(n);
    machine.guard.onMessage({ type: 'pong', id: n });
    await machine.clock.advance(15_010);
  }
  startTree(FIRST_PID + 1, 'r1');
  expect(expiries()).toEqual([[], [`${BOOT}:r1:1`]]);
  expect([machine.started, machine.exited]).toEqual([0, false]);
});

test('after a new renewal a tree is guarded again', async () => {
  machine.renew();
  await machine.clock.advance(13_020);
  machine.renew();
  startTree(FIRST_PID + 1, 'r1');
  await machine.clock.advance(12_900);
  expect(expiries()).toEqual([[]]);
  await machine.clock.advance(200);
  expect(expiries()).toEqual([[], [`${BOOT}:r1:1`]]);
  expect(machine.started).toBe(0);
});

test('what runs untold when the lease ends is killed; what a new lease starts is not, though old trees still die', async () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  try {
    startTree(FIRST_PID + 1, 'r1');
    machine.renew();
    machine.run(FIRST_PID + 2, `${BOOT}:untold:1`);
    await machine.clock.advance(13_020);
    machine.renew();
    await machine.clock.advance(20);
    machine.run(FIRST_PID + 3, `${BOOT}:r2:1`);
    await machine.clock.advance(2_000);
    const killed = new Set(kill.mock.calls.map(([pid]) => pid));
    expect([1, 2, 3].map((n) => killed.has(FIRST_PID + n))).toEqual([true, true, false]);
  } finally {
    kill.mockRestore();
  }
});

test('a node that does not answer within 2 s is replaced once nothing of it is alive', async () => {
  machine.renew();
  machine.run(FIRST_PID + 7, `${BOOT}:untold:1`);
  await machine.clock.advance(13_020 + 1_900);
  expect(machine.exited).toBe(false);
  await machine.clock.advance(5_000);
  expect([machine.started, machine.exited]).toEqual([0, false]);
  machine.rows.clear();
  await machine.clock.advance(600);
  expect([machine.started, machine.exited]).toEqual([1, true]);
});

test('a node without the time to answer, because the machine slept, is asked again', async () => {
  machine.renew();
  await machine.clock.advance(13_020);
  machine.clock.sleep(600_000);
  await machine.clock.advance(2_010);
  expect(lastPing()).toBe(2);
  machine.guard.onMessage({ type: 'pong', id: 2 });
  await machine.clock.advance(10_000);
  expect([machine.started, machine.exited]).toEqual([0, false]);
});

test.each([
  { name: 'alive', startTime: 5, started: 0 },
  { name: 'dead, its pid another process', startTime: 6, started: 1 },
])('a supervisor that is $name', async ({ startTime, started }) => {
  const pid = FIRST_PID + 9;
  machine = boot({ supervisor: { pid, startTime: 5 } });
  machine.rows.set(pid, { row: { pid, ppid: 1, pgid: pid, sid: pid, startTime, alive: true }, tag: null });
  machine.renew();
  await machine.clock.advance(20_000);
  expect([machine.started, machine.exited]).toEqual([started, true]);
});

test('when the node is gone it ends only after everything of the boot is gone, for two sweeps', async () => {
  startTree(FIRST_PID + 1, 'r1');
  machine.run(FIRST_PID + 2, `${BOOT}:untold:1`);
  machine.run(FIRST_PID + 3, 'n1.b:r1:1');
  void machine.guard.onNodeGone();
  await machine.clock.advance(60_000);
  expect(machine.exited).toBe(false);
  machine.rows.delete(FIRST_PID + 1);
  machine.rows.delete(FIRST_PID + 2);
  // The next sweep (at most 250 ms from now) finds nothing; before the second, something appears after all.
  await machine.clock.advance(255);
  machine.run(FIRST_PID + 4, `${BOOT}:untold:1`);
  await machine.clock.advance(60_000);
  expect(machine.exited).toBe(false);
  machine.rows.delete(FIRST_PID + 4);
  await machine.clock.advance(600);
  expect(machine.exited).toBe(true);
});

test('a member that the node has seen dies with its tree, whatever it did to its environment', async () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  try {
    startTree(FIRST_PID + 1, 'r1');
    const tag = `${BOOT}:r1:1`;
    for (const pid of [FIRST_PID + 2, FIRST_PID + 3]) machine.run(pid, null);
    const startTime = machine.clock.uptimeMs();
    const members = (...pids: number[]) => pids.map((pid) => ({ pid, startTime }));
    machine.guard.onMessage({ type: 'members', tag, members: members(FIRST_PID + 2, FIRST_PID + 3) });
    machine.guard.onMessage({ type: 'members', tag, members: members(FIRST_PID + 2) });
    void machine.guard.onNodeGone();
    await machine.clock.advance(20);
    const killed = new Set(kill.mock.calls.map(([pid]) => pid));
    expect([1, 2, 3].map((n) => killed.has(FIRST_PID + n))).toEqual([true, true, false]);
  } finally {
    kill.mockRestore();
  }
});

test('a node that goes before it has said hello leaves nothing to do', async () => {
  let exited = false;
  const guard = new Guard({
    clock: machine.clock,
    table: { list: () => [], row: () => null, variable: () => null, startTimeAt: () => 0 },
    cgroupBase: null,
    send: () => {},
    startNode: async () => {},
    exit: () => {
      exited = true;
    },
    log: () => {},
  });
  await guard.onNodeGone();
  expect(exited).toBe(true);
});
