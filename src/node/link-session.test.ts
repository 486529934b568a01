import { describe, expect, it } from 'vitest';
import { createFakeExecutor } from '../../test/support/fake-executor.ts';
import { createScriptedServer } from '../../test/support/scripted-server.ts';
import { simulatedNode as node, startFrame as start } from '../../test/support/simulated-node.ts';
import { createVirtualClock } from '../../test/support/virtual-clock.ts';

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

  it('backs off from 0.1 s to 1 s, and to 5 s once its lease is over, with jitter', async () => {
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
    expect(gaps.slice(0, 31)).toEqual([75, 150, 300, 600, ...Array.from({ length: 26 }, () => 750), 3750]);
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
