import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endOf, type Herd, type HerdNode, openHerd } from '../../../test/support/dispatch-world.ts';
import { expectSound } from '../../../test/support/herd-invariants.ts';
import { claim, endAttempt } from './attempts.ts';

let herd: Herd;
let node: HerdNode;
beforeEach(async () => {
  herd = openHerd();
  node = await herd.node('n1', { slots: 5 });
});
afterEach(() => herd.close());

const deadLetter = (id: string): Promise<boolean> =>
  herd.store.write(async (tx) => tx.markDeadLetterRetried((await tx.runById(id))?.seq ?? 0));

describe('a claim', () => {
  it('starts the best-ranked of all classes that the node can execute, as many as asked', async () => {
    const ids = [
      await herd.made({ flow: 'sync', shop: '1', priority: 5 }),
      await herd.made({ flow: 'goods', shop: '2', priority: 9 }),
      await herd.made({ flow: 'reply', shop: '3', priority: 1 }),
      await herd.made({ flow: 'sync', shop: '4', priority: 7 }),
    ];
    expect(await node.claim(3)).toEqual([ids[1], ids[3], ids[0]]);
    expect(await herd.run(ids[1] ?? '')).toMatchObject({ state: 'running', attempt: 1, node: node.key });
    expect(await node.claim(3)).toEqual([ids[2]]);
    expect(await node.claim(3)).toEqual([]);
    await expectSound(herd, ids);
  });

  it('of two nodes at once gives each run once', async () => {
    node = await herd.node('n1', { slots: 10 });
    const other = await herd.node('n2', { slots: 10 });
    const ids: string[] = [];
    for (let n = 0; n < 20; n += 1) ids.push(await herd.made({ shop: `${n}` }));
    const claimed = (await Promise.all([node.claim(15), other.claim(15), node.claim(15)])).flat();
    expect(claimed.toSorted()).toEqual(ids.toSorted());
  });

  it('by an older session of the node, or by a node that is gone, gets nothing', async () => {
    const id = await herd.made();
    await herd.node('n1', { slots: 5 });
    expect(await node.claim()).toEqual([]);
    const other = await herd.node('n2');
    await other.lose();
    expect(await other.claim()).toEqual([]);
    expect(await herd.states([id])).toEqual(['queued']);
  });

  it('and the end before it are one transaction: the freed slot starts the next', async () => {
    const first = await herd.made();
    const next = await herd.made();
    await node.claim();
    const started = await herd.dispatcher.command(async (work) => {
      await endAttempt(work, first, 1, node.key, endOf('succeeded'));
      const classKeys = (await work.tx.keys('pool:')).map((key) => key.id);
      return (await claim(work, { node: node.key, session: node.session, classKeys }, 1)).map(
        (run) => run.id,
      );
    });
    expect(started).toEqual([next]);
    const events = await herd.events(next);
    expect(events).toHaveLength(2);
    expect(events[1]?.event).toMatchObject({ from: 'blocked', to: 'running', via: ['queued'], attempt: 1 });
    await expectSound(herd, [first, next]);
  });
});

describe('the end of an attempt', () => {
  it('is recorded with its output, code and times', async () => {
    const id = await herd.made();
    await node.claim();
    await herd.pass(1234);
    const output = { rows: 7 };
    await herd.dispatcher.command((work) =>
      endAttempt(work, id, 1, node.key, { outcome: 'succeeded', code: 0, error: null, output }),
    );
    expect(await herd.run(id)).toMatchObject({
      state: 'succeeded',
      code: 0,
      output,
      endedAt: herd.clock.now(),
    });
    const [attempt] = await herd.store.history.attempts(id);
    expect(attempt).toMatchObject({
      attempt: 1,
      outcome: 'succeeded',
      nodeId: 'n1',
      startedAt: herd.clock.now() - 1234,
    });
  });

  it("is retried after the flow's delays until the allowed failures are used up, then is a dead letter", async () => {
    const id = await herd.made({ maxRetries: 2 });
    for (const delay of [30_000, 60_000]) {
      await node.claim();
      await node.end(id, 'failed');
      expect(await herd.run(id)).toMatchObject({
        state: 'retrying',
        wakeAt: herd.clock.now() + delay,
        code: 1,
      });
      expect(await herd.holds(id)).toEqual([]);
      await herd.pass(delay - 1);
      expect(await herd.states([id])).toEqual(['retrying']);
      await herd.pass(1);
      expect(await herd.states([id])).toEqual(['queued']);
    }
    await node.claim();
    await node.end(id, 'timeout');
    expect(await herd.run(id)).toMatchObject({ state: 'failed', code: 2, attempt: 3, failures: 3 });
    expect(await deadLetter(id)).toBe(true);
    await expectSound(herd, [id]);
  });

  it('gives the shop to others during the delay', async () => {
    const id = await herd.made();
    await node.claim();
    const other = await herd.made();
    await node.end(id, 'failed');
    expect(await herd.states([other])).toEqual(['queued']);
    await node.claim();
    await herd.pass(30_000);
    expect(await herd.states([id, other])).toEqual(['blocked', 'running']);
    await expectSound(herd, [id, other]);
  });

  it('of a flow that is no longer configured is retried all the same', async () => {
    const id = await herd.made();
    await node.claim();
    const without = openHerd({ store: herd.store, clock: herd.clock, flows: [] });
    await without.dispatcher.command((work) => endAttempt(work, id, 1, node.key, endOf('failed')));
    expect(await herd.states([id])).toEqual(['retrying']);
  });

  it('in order (drain, shutdown) costs nothing and is tried again', async () => {
    const id = await herd.made({ maxRetries: 0 });
    for (const how of ['stopped', 'withdrawn', 'stopped', 'withdrawn', 'stopped'] as const) {
      await node.claim();
      expect(await node.end(id, how)).toBe('recorded');
    }
    expect(await herd.run(id)).toMatchObject({ state: 'queued', attempt: 5, failures: 0, losses: 0 });
    await expectSound(herd, [id]);
  });
});

describe('a loss', () => {
  it('is tried again three times, then the run fails with NODE as a dead letter', async () => {
    const id = await herd.made({ maxRetries: 0 });
    for (let losses = 0; losses < 4; losses += 1) {
      const able = await herd.node('n1', { slots: 1 });
      expect(await able.claim()).toEqual([id]);
      await able.lose();
      expect(await herd.run(id)).toMatchObject({ attempt: losses + 1, failures: 0 });
    }
    expect(await herd.run(id)).toMatchObject({
      state: 'failed',
      code: 1,
      error: { type: 'NODE' },
      losses: 4,
    });
    expect(await deadLetter(id)).toBe(true);
    await expectSound(herd, [id]);
  });

  it('gives the room back once: to who waits longer, then to the lost run', async () => {
    const other = await herd.node('n2', { slots: 5 });
    const lost = await herd.made({ priority: 5 });
    expect(await node.claim(1)).toEqual([lost]);
    const waiting = await herd.made({ priority: 9 });
    await node.lose();
    expect(await herd.states([lost, waiting])).toEqual(['blocked', 'queued']);
    expect(await other.claim()).toEqual([waiting]);
    await other.end(waiting);
    expect(await other.claim()).toEqual([lost]);
    await expectSound(herd, [lost, waiting]);
  });
});

describe('a result', () => {
  it('of an attempt that is not under way is stale, and changes nothing', async () => {
    const id = await herd.made();
    await node.claim();
    await node.lose();
    const other = await herd.node('n2', { slots: 5 });
    expect(await other.claim()).toEqual([id]);
    const before = await herd.run(id);
    expect(await node.end(id, 'succeeded', 1)).toBe('stale');
    expect(await node.end(id, 'succeeded', 2)).toBe('stale');
    expect(await other.end(id, 'succeeded', 3)).toBe('stale');
    expect(await other.end('no-such-run', 'succeeded', 1)).toBe('stale');
    expect(await herd.run(id)).toEqual(before);
    expect(await other.end(id)).toBe('recorded');
    await expectSound(herd, [id]);
  });

  it('that comes again is told as repeated, and changes nothing', async () => {
    const id = await herd.made();
    await node.claim();
    expect(await node.end(id, 'failed', 1)).toBe('recorded');
    const before = await herd.run(id);
    expect(await node.end(id, 'failed', 1)).toBe('repeated');
    expect(await node.end(id, 'succeeded', 1)).toBe('repeated');
    expect(await herd.run(id)).toEqual(before);
    await expectSound(herd, [id]);
  });
});
