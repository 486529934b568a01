import { describe, expect, it } from 'vitest';
import { createFakeExecutor, type FakeExecutor } from '../../test/support/fake-executor.ts';
import { createFakeGuard } from '../../test/support/fake-guard.ts';
import { createMemorySpool, type MemorySpool } from '../../test/support/memory-spool.ts';
import { createScriptedServer, type ScriptedServer } from '../../test/support/scripted-server.ts';
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock.ts';
import type { StartFrame } from '../contract/link.ts';
import { createNodeAgent, type NodeEvent } from './node-agent.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function start(run: string, more: Partial<StartFrame> = {}): StartFrame {
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

interface Given {
  readonly clock?: VirtualClock;
  readonly server?: ScriptedServer;
  readonly executor?: FakeExecutor;
  readonly spool?: MemorySpool;
  readonly slots?: number;
}

/** A started node, connected unless its server says otherwise. */
async function node(given: Given = {}) {
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

describe('link', () => {
  it('says hello, renews every 3 s with what it holds, and tells the guard when each acknowledged one was sent', async () => {
    const { clock, server, guard } = await node();
    server.last.send(start('a'));
    const helloAt = guard.renewals[0]?.sentAt ?? 0;
    await clock.advance(9_100);
    expect(server.hellos()).toHaveLength(1);
    expect(server.last.of('renew').map((frame) => frame.held)).toEqual(
      Array.from({ length: 3 }, () => [{ run: 'a', attempt: 1, ended: false }]),
    );
    expect(guard.renewals.map(({ sentAt }) => sentAt - helloAt)).toEqual([0, 3000, 6000, 9000]);
    expect(server.last.batches.slice(1).every((batch) => batch.s === 'session-1')).toBe(true);
  });

  it('backs off from 0.1 s to 5 s, with jitter', async () => {
    const server = createScriptedServer({ reachable: false });
    const dials: number[] = [];
    const clock = createVirtualClock();
    const dial = server.dial.bind(server);
    server.dial = (handler) => {
      dials.push(clock.uptimeMs());
      return dial(handler);
    };
    await node({ clock, server });
    await clock.advance(30_000);
    const gaps = dials.slice(1).map((at, index) => Math.round(at - (dials[index] ?? 0)));
    expect(gaps.slice(0, 8)).toEqual([75, 150, 300, 600, 1200, 2400, 3750, 3750]);
    server.options.reachable = true;
    await clock.advance(5_000);
    expect(server.hellos()).toHaveLength(1);
  });

  it('tries again when refused, after the time it was told', async () => {
    const server = createScriptedServer({ refuse: { reason: 'another boot', retryAfterMs: 7_000 } });
    const { clock } = await node({ server });
    await clock.advance(6_900);
    expect(server.hellos()).toHaveLength(1);
    server.options.refuse = null;
    await clock.advance(200);
    expect(server.hellos()).toHaveLength(2);
  });

  it('drops a connection that shows no acknowledged renewal for 8 s, and ignores what it still brings', async () => {
    const { clock, server, executor } = await node();
    server.options.acknowledgeRenewals = false;
    const old = server.last;
    await clock.advance(7_900);
    expect(server.connections).toHaveLength(1);
    await clock.advance(300);
    expect(server.connections).toHaveLength(2);
    expect(old.open).toBe(false);
    old.open = true;
    old.send(start('late'));
    expect(executor.all).toHaveLength(0);
  });
});

describe('lease', () => {
  it('kills everything 13 s after the last acknowledged renewal was sent, and forgets it', async () => {
    const { clock, server, executor, spool } = await node();
    server.last.send(start('a'), start('b', { shopId: '1002' }));
    await clock.advance(3_100);
    server.options.reachable = false;
    server.last.breakOff();
    await clock.advance(12_800);
    expect(executor.live()).toHaveLength(2);
    await clock.advance(200);
    expect(executor.all.map((execution) => execution.killed)).toEqual([true, true]);
    server.options.reachable = true;
    await clock.advance(6_000);
    expect(server.hellos().at(-1)?.held).toEqual([]);
    expect(server.results()).toEqual([]);
    expect(spool.results.size).toBe(0);
  });

  it('survives an outage that is shorter, and keeps its runs', async () => {
    const { clock, server, executor } = await node();
    server.last.send(start('a'));
    await clock.advance(3_100);
    server.options.reachable = false;
    server.last.breakOff();
    await clock.advance(6_000);
    server.options.reachable = true;
    await clock.advance(60_000);
    expect(executor.of('a').killed).toBe(false);
    expect(server.hellos().at(-1)?.held).toEqual([{ run: 'a', attempt: 1, ended: false }]);
  });

  it.each(['suspend', 'sleep'] as const)(
    'after a %s over the lease kills before it believes any frame',
    async (how) => {
      const { clock, server, executor } = await node();
      server.last.send(start('a'));
      await clock.advance(100);
      clock[how](20_000);
      server.last.send(start('b', { shopId: '1002' }), { t: 'renewed', n: 1 });
      expect(executor.of('a').killed).toBe(true);
      expect(executor.all).toHaveLength(1);
      expect(server.last.open).toBe(false);
      await clock.advance(200);
      expect(server.hellos().at(-1)?.held).toEqual([]);
    },
  );

  it('counts from the sending, not from the acknowledgement', async () => {
    const { clock, server, executor } = await node();
    server.last.send(start('a'));
    server.options.acknowledgeRenewals = false;
    await clock.advance(7_000);
    // Renewals 1 and 2 went out at 3 and 6 s; only the first is acknowledged, late.
    server.last.send({ t: 'renewed', n: 1 });
    server.options.reachable = false;
    await clock.advance(8_900);
    expect(executor.of('a').killed).toBe(false);
    await clock.advance(200);
    expect(executor.of('a').killed).toBe(true);
  });

  it('does as the guard when that finds the lease over', async () => {
    const { server, executor, guard, clock } = await node();
    server.last.send(start('a'));
    guard.expire();
    expect(executor.of('a').killed).toBe(true);
    await clock.advance(1_000);
    expect(server.hellos().at(-1)?.held).toEqual([]);
  });

  it('says hello only when what it killed is gone', async () => {
    const executor = createFakeExecutor({ onKill: () => {} });
    const { server, guard, clock } = await node({ executor });
    server.last.send(start('a'));
    guard.expire();
    await clock.advance(3_000);
    expect(server.connections).toHaveLength(2);
    expect(server.hellos()).toHaveLength(1);
    executor.of('a').end();
    await clock.settle();
    expect(server.hellos()).toHaveLength(2);
    expect(server.results()).toEqual([]);
  });

  it('lists what can not be killed as held', async () => {
    const executor = createFakeExecutor({ onKill: () => {} });
    const { server, guard, clock } = await node({ executor });
    server.last.send(start('a'));
    guard.expire();
    await clock.advance(5_500);
    expect(server.hellos().at(-1)?.held).toEqual([{ run: 'a', attempt: 1, ended: false }]);
  });

  it('kills everything and says fatal when no guard can be had', async () => {
    const { server, executor, guard, events } = await node();
    server.last.send(start('a'));
    guard.lose();
    expect(executor.of('a').killed).toBe(true);
    expect(events.at(-1)).toMatchObject({ kind: 'fatal' });
  });
});

describe('attempts', () => {
  it('executes an attempt once, however often its start arrives', async () => {
    const { server, executor, clock } = await node();
    server.last.send(start('a'), start('a'));
    executor.of('a').end();
    await clock.advance(10);
    expect(server.results()).toHaveLength(1);
    server.last.send(start('a'));
    await clock.advance(10);
    expect(executor.all).toHaveLength(1);
  });

  it('refuses what it has no slot for or does not know', async () => {
    const { server, executor, clock } = await node({ slots: 1 });
    server.last.send(start('a'), start('b', { shopId: '2' }), start('c', { flow: 'unknown' }));
    await clock.advance(10);
    expect(executor.all).toHaveLength(1);
    expect(server.results()).toMatchObject([
      { run: 'b', outcome: 'refused', code: 3, error: { type: 'RESOURCES' } },
      { run: 'c', outcome: 'refused', code: 5, error: { type: 'CONFIG' } },
    ]);
  });

  it('cancels, times out and kills', async () => {
    const { server, executor, clock } = await node();
    server.last.send(
      start('a'),
      start('b', { shopId: '2', timeoutSeconds: 30 }),
      start('c', { shopId: '3' }),
    );
    server.last.send({ t: 'cancel', run: 'a', attempt: 1 }, { t: 'kill', run: 'c', attempt: 1 });
    await clock.advance(30_100);
    expect(executor.of('a').stops).toEqual(['cancel']);
    expect(executor.of('b').stops).toEqual(['timeout']);
    expect(executor.of('c')).toMatchObject({ killed: true, stops: [] });
    expect(server.results().map(({ run, outcome, code }) => [run, outcome, code])).toEqual([
      ['a', 'cancelled', null],
      ['b', 'timeout', 2],
    ]);
  });

  it('starts in a shop only when what was killed there is gone', async () => {
    const executor = createFakeExecutor({ onKill: () => {} });
    const { server, clock } = await node({ executor });
    server.last.send(
      start('a'),
      { t: 'kill', run: 'a', attempt: 1 },
      start('b'),
      start('a', { attempt: 2, shopId: '9' }),
    );
    await clock.advance(100);
    expect(executor.all).toHaveLength(1);
    executor.of('a').end();
    await clock.settle();
    expect(executor.all.map(({ frame }) => [frame.run, frame.attempt])).toEqual([
      ['a', 1],
      ['b', 1],
      ['a', 2],
    ]);
  });

  it('ends an attempt by uptime, whatever the wall clock does', async () => {
    const { server, executor, clock } = await node();
    server.last.send(start('a'));
    const startedAt = clock.now();
    await clock.advance(2_000);
    clock.jump(-3_600_000);
    executor.of('a').end();
    await clock.advance(10);
    expect(server.results()).toMatchObject([{ startedAt, endedAt: startedAt + 2_000 }]);
  });
});

describe('results', () => {
  it('are in the spool before they are sent, until acknowledged whatever the verdict', async () => {
    const server = createScriptedServer({ acknowledgeResults: false });
    const { executor, spool, clock } = await node({ server });
    server.last.send(start('a'));
    executor.of('a').end({ output: { orders: 3 } });
    await clock.settle();
    expect(spool.results.size).toBe(1);
    expect(server.results()).toHaveLength(0);
    await clock.advance(1);
    expect(server.results()).toMatchObject([{ run: 'a', outcome: 'succeeded', output: { orders: 3 } }]);
    await clock.advance(3_100);
    expect(server.last.of('renew').at(-1)?.held).toEqual([{ run: 'a', attempt: 1, ended: true }]);
    server.last.send({ t: 'ended', run: 'a', attempt: 1, verdict: 'stale' });
    expect(spool.results.size).toBe(0);
    await clock.advance(3_000);
    expect(server.last.of('renew').at(-1)?.held).toEqual([]);
  });

  it('are repeated on a new session, and after 10 s on the same one', async () => {
    const server = createScriptedServer({ acknowledgeResults: false });
    const { executor, clock } = await node({ server });
    server.last.send(start('a'));
    executor.of('a').end();
    await clock.advance(9_900);
    expect(server.results()).toHaveLength(1);
    await clock.advance(3_200);
    expect(server.results()).toHaveLength(2);
    server.last.breakOff();
    await clock.advance(1_000);
    expect(server.results()).toHaveLength(3);
  });

  it('of an earlier boot are held and sent', async () => {
    const spool = createMemorySpool();
    const first = await node({ spool, server: createScriptedServer({ acknowledgeResults: false }) });
    first.server.last.send(start('a'));
    first.executor.of('a').end();
    await first.clock.advance(10);
    const second = await node({ spool });
    expect(second.server.hellos()[0]?.held).toEqual([{ run: 'a', attempt: 1, ended: true }]);
    await second.clock.advance(10);
    expect(second.server.results()).toMatchObject([{ run: 'a' }]);
    expect(spool.results.size).toBe(0);
  });
});

describe('steps and log', () => {
  it('come before the result of their attempt', async () => {
    const { server, executor, clock } = await node();
    server.last.send(start('a'));
    const { events, end } = executor.of('a');
    events.log('out', 'one');
    events.step({ phase: 'start', id: 's1', name: 'login' });
    events.progress(0.2, null);
    events.progress(0.4, 'half');
    events.log('err', 'two');
    end();
    await clock.advance(1);
    expect(server.last.frames.slice(1).map((frame) => frame.t)).toEqual([
      'step',
      'progress',
      'log',
      'result',
    ]);
    const at = clock.now() - 1;
    expect(server.last.of('log')).toMatchObject([
      {
        from: 0,
        lines: [
          [at, 'out', 'one'],
          [at, 'err', 'two'],
        ],
      },
    ]);
    expect(server.last.of('progress')).toMatchObject([{ value: 0.4 }]);
  });

  it('are gathered for 200 ms', async () => {
    const { server, executor, clock } = await node();
    server.last.send(start('a'));
    executor.of('a').events.log('out', 'one');
    await clock.advance(100);
    executor.of('a').events.log('out', 'two');
    expect(server.last.of('log')).toHaveLength(0);
    await clock.advance(100);
    expect(server.last.of('log')).toHaveLength(1);
  });

  it('are repeated on a new session as far as not known to be taken', async () => {
    const { server, executor, clock } = await node();
    server.last.send(start('a'));
    executor.of('a').events.log('out', 'x'.repeat(1_000));
    await clock.advance(200);
    executor.of('a').events.log('out', 'two');
    await clock.advance(200);
    server.last.send({ t: 'credit', bytes: 1_000 });
    server.last.breakOff();
    await clock.advance(1_000);
    expect(server.last.of('log')).toMatchObject([{ from: 1, lines: [[expect.anything(), 'out', 'two']] }]);
  });

  it('wait for credit; a result does so for 2 s, then says what was left out', async () => {
    const server = createScriptedServer({ logCredit: 10 });
    const { executor, clock } = await node({ server });
    server.last.send(start('a'));
    const { events, end } = executor.of('a');
    for (const text of ['12345678', 'abcdefgh', 'ijklmnop', 'qrstuvwx']) events.log('out', text);
    await clock.advance(200);
    const texts = (): string[] =>
      server.last.of('log').flatMap((frame) => frame.lines.map((line) => line[2]));
    expect(texts()).toEqual(['12345678']);
    end();
    await clock.advance(500);
    server.last.send({ t: 'credit', bytes: 8 });
    await clock.advance(1_400);
    expect(texts()).toEqual(['12345678', 'abcdefgh']);
    expect(server.results()).toHaveLength(0);
    await clock.advance(200);
    expect(texts()).toEqual(['12345678', 'abcdefgh', '2 lines left out']);
    expect(server.results()).toHaveLength(1);
  });
});

describe('stop', () => {
  it('drains, asks what still runs to end, and sends the results', async () => {
    const { server, executor, clock, agent } = await node();
    server.last.send(start('a'), start('b', { shopId: '2' }));
    const stopped = agent.stop({ graceMs: 10_000 });
    await clock.advance(5_000);
    expect(server.last.of('state')).toEqual([{ t: 'state', draining: true }]);
    executor.of('a').end();
    server.last.send(start('c', { shopId: '3' }));
    await clock.advance(5_100);
    await stopped;
    expect(server.results().map(({ run, outcome }) => [run, outcome])).toEqual([
      ['a', 'succeeded'],
      ['c', 'stopped'],
      ['b', 'stopped'],
    ]);
    expect(server.last.open).toBe(false);
    expect(clock.pending()).toBe(0);
  });

  it('ends without a server', async () => {
    const server = createScriptedServer({ reachable: false });
    const { agent, clock } = await node({ server });
    let done = false;
    void agent.stop({ graceMs: 0 }).then(() => {
      done = true;
    });
    await clock.advance(1);
    expect(done).toBe(true);
  });
});
