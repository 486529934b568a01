import { describe, expect, it } from 'vitest';
import { createFakeExecutor, type FakeExecutor } from '../../test/support/fake-executor.ts';
import { createMemorySpool } from '../../test/support/memory-spool.ts';
import { createScriptedServer, type ScriptedServer } from '../../test/support/scripted-server.ts';
import { simulatedNode as node, startFrame as start } from '../../test/support/simulated-node.ts';
import { logLineCost } from '../contract/link.ts';
import type { ExecutionEvents, ExecutionResult } from '../ports/executor.ts';

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

  it('kills once more what failed within the node, then says that it failed', async () => {
    const executor = createFakeExecutor();
    const { promise, reject } = Promise.withResolvers<ExecutionResult>();
    const failing: FakeExecutor = {
      ...executor,
      start: (...given) => ({ ...executor.start(...given), done: promise }),
    };
    const { server, clock } = await node({ executor: failing });
    server.last.send(start('a'));
    reject(new Error('EMFILE'));
    await clock.advance(10);
    expect(executor.of('a').killed).toBe(true);
    expect(server.results()).toMatchObject([
      {
        run: 'a',
        outcome: 'failed',
        error: { type: 'NODE', message: expect.stringContaining('EMFILE') as string },
      },
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

  it('of an earlier boot are held and sent, with how many lines their logs had', async () => {
    const spool = createMemorySpool();
    const first = await node({ spool, server: createScriptedServer({ acknowledgeResults: false }) });
    first.server.last.send(start('a'));
    for (const text of ['one', 'two']) first.executor.of('a').events.log('out', text);
    first.executor.of('a').end();
    await first.clock.advance(10);
    const second = await node({ spool });
    expect(second.server.hellos()[0]?.held).toEqual([{ run: 'a', attempt: 1, ended: true }]);
    await second.clock.advance(10);
    expect(second.server.results()).toMatchObject([{ run: 'a', lines: 2 }]);
    expect(spool.results.size).toBe(0);
  });
});

describe('steps and log', () => {
  /** Prints as a reader of output does, pausing where it is told to; resolves when all lines are printed. */
  async function print({ log, logRoom }: ExecutionEvents, lines: number): Promise<void> {
    for (let n = 0; n < lines; n += 1) {
      await logRoom?.();
      log('out', `${n} ${'x'.repeat(100)}`);
    }
  }
  const written = (server: ScriptedServer): string[] =>
    server.last.of('log').flatMap(({ lines }) => lines.map(([, , text]) => text));

  it('holds a program that prints faster than its lines are stored, and loses none', async () => {
    const { server, executor, clock } = await node();
    server.last.send(start('a'));
    let printed = false;
    void print(executor.of('a').events, 20_000).then(() => {
      printed = true;
    });
    await clock.advance(1_000);
    expect(printed).toBe(false);
    let credited = 0;
    for (let round = 0; round < 100 && written(server).length < 20_000; round += 1) {
      const sent = server.last.of('log').slice(credited);
      credited += sent.length;
      for (const { lines } of sent) {
        const bytes = lines.reduce((sum, [, , text]) => sum + text.length + logLineCost, 0);
        server.last.send({ t: 'credit', bytes });
      }
      await clock.advance(250);
    }
    expect(printed).toBe(true);
    expect(written(server)).toEqual(Array.from({ length: 20_000 }, (_, n) => `${n} ${'x'.repeat(100)}`));
  });

  it('holds it for 5 s at most while nothing is stored, and not at all once it is asked to end', async () => {
    const { server, executor, clock } = await node();
    server.last.send(start('a'), start('b', { shopId: '2' }));
    const printed: string[] = [];
    for (const run of ['a', 'b']) void print(executor.of(run).events, 20_000).then(() => printed.push(run));
    await clock.advance(4_000);
    expect(printed).toEqual([]);
    server.last.send({ t: 'cancel', run: 'b', attempt: 1 });
    await clock.advance(0);
    expect(printed).toEqual(['b']);
    await clock.advance(1_100);
    expect(printed).toEqual(['b', 'a']);
  });

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
    server.last.send({ t: 'credit', bytes: 1_000 + logLineCost });
    server.last.breakOff();
    await clock.advance(1_000);
    expect(server.last.of('log')).toMatchObject([{ from: 1, lines: [[expect.anything(), 'out', 'two']] }]);
  });

  it('wait for credit; a result does so for 2 s, then says what was left out', async () => {
    const server = createScriptedServer({ logCredit: 10 + logLineCost });
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
    server.last.send({ t: 'credit', bytes: 8 + logLineCost });
    await clock.advance(1_400);
    expect(texts()).toEqual(['12345678', 'abcdefgh']);
    expect(server.results()).toHaveLength(0);
    await clock.advance(200);
    expect(texts()).toEqual(['12345678', 'abcdefgh', '2 lines left out']);
    expect(server.results()).toMatchObject([{ lines: 3 }]);
  });

  it('of attempts that ended while the server was away come whole, though they need more than one window', async () => {
    const { server, executor, clock } = await node();
    const runs = ['a', 'b', 'c', 'd', 'e'];
    server.last.send(...runs.map((run, n) => start(run, { shopId: String(n) })));
    server.last.breakOff();
    server.options.reachable = false;
    for (const run of runs) {
      for (let n = 0; n < 300; n += 1) executor.of(run).events.log('out', 'x'.repeat(1_000));
      executor.of(run).end();
    }
    await clock.advance(10_000);
    server.options.reachable = true;
    await clock.advance(1_000);
    let credited = 0;
    for (let round = 0; round < 100 && server.results().length < runs.length; round += 1) {
      const sent = server.last.of('log').slice(credited);
      credited += sent.length;
      const bytes = sent.reduce((sum, { lines }) => sum + lines.length * (1_000 + logLineCost), 0);
      if (bytes > 0) server.last.send({ t: 'credit', bytes });
      await clock.advance(10);
    }
    expect(server.results()).toHaveLength(runs.length);
    expect(written(server)).toEqual(Array.from({ length: 1_500 }, () => 'x'.repeat(1_000)));
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
