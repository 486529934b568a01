import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Herd, openHerd } from '../../../test/support/dispatch-world.ts';
import { expectSound } from '../../../test/support/herd-invariants.ts';
import { reserveAfterMs } from '../../domain/rank.ts';
import { place } from './admission.ts';

let herd: Herd;
beforeEach(() => {
  herd = openHerd({ limits: { 'platform:pdd': 2, 'flow:goods': 1 } });
});
afterEach(() => herd.close());

describe('a better-ranked run', () => {
  it('takes the room of a merely queued one, which then stands under the key that it lost', async () => {
    await herd.node('n1', { slots: 5 });
    const low = await herd.made({ flow: 'goods', priority: 1 });
    const high = await herd.made({ priority: 9 });
    expect(await herd.states([low, high])).toEqual(['blocked', 'queued']);
    expect(await herd.blocker(low)).toBe('shop:pdd:1001');
    expect(await herd.holds(low)).toEqual([]);
    expect((await herd.events(low)).at(-1)?.event).toMatchObject({
      from: 'queued',
      to: 'blocked',
      reason: 'displaced',
      blockedBy: 'shop:pdd:1001',
    });
    await expectSound(herd, [low, high]);
  });

  it('does not touch one that runs', async () => {
    const node = await herd.node('n1');
    const low = await herd.made({ priority: 1 });
    await node.claim();
    const high = await herd.made({ priority: 9 });
    expect(await herd.states([low, high])).toEqual(['running', 'blocked']);
  });

  it('must really be better: not one of the same priority that came later', async () => {
    await herd.node('n1');
    const first = await herd.made();
    await herd.pass(1);
    const second = await herd.made();
    expect(await herd.states([first, second])).toEqual(['queued', 'blocked']);
  });

  it('frees the other keys of its victim for those who wait there', async () => {
    await herd.node('n1', { slots: 5 });
    const victim = await herd.made({ flow: 'goods', shop: '1', priority: 1 });
    const waiting = await herd.made({ flow: 'goods', shop: '2', priority: 1 });
    expect(await herd.blocker(waiting)).toBe('flow:goods');
    const high = await herd.made({ flow: 'sync', shop: '1', priority: 9 });
    expect(await herd.states([victim, waiting, high])).toEqual(['blocked', 'queued', 'queued']);
    await expectSound(herd, [victim, waiting, high]);
  });

  it('displaces only the worst of several, and one victim makes room under several keys', async () => {
    await herd.node('n1', { slots: 5 });
    const worst = await herd.made({ flow: 'goods', shop: '1', priority: 0 });
    const other = await herd.made({ flow: 'sync', shop: '2', priority: 1 });
    // Platform and flow are both full, and the same run holds both.
    const high = await herd.made({ flow: 'goods', shop: '3', priority: 9 });
    expect(await herd.states([worst, other, high])).toEqual(['blocked', 'queued', 'queued']);
    expect(await herd.events(other)).toHaveLength(1);
    await expectSound(herd, [worst, other, high]);
  });

  it('displaces nobody when a later key can give it no room', async () => {
    const node = await herd.node('n1', { slots: 5 });
    const a = await herd.made({ flow: 'sync', shop: '1', priority: 9 });
    const b = await herd.made({ flow: 'sync', shop: '2', priority: 9 });
    await node.claim();
    const low = await herd.made({ flow: 'goods', shop: '3', platform: 'temu', priority: 1 });
    expect(await herd.states([a, b, low])).toEqual(['running', 'running', 'queued']);
    // Better than `low` at the flow key, but the platform is held by running ones.
    const high = await herd.made({ flow: 'goods', shop: '4', priority: 9 });
    expect(await herd.states([low, high])).toEqual(['queued', 'blocked']);
    expect(await herd.blocker(high)).toBe('platform:pdd');
    await expectSound(herd, [a, b, low, high]);
  });

  it('displaces the last in the pool when the class is full', async () => {
    await herd.node('n1', { slots: 3 });
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      ids.push(await herd.made({ shop: `${n}`, platform: 'temu' }));
      await herd.pass(1);
    }
    expect(new Set(await herd.states(ids))).toEqual(new Set(['queued']));
    const high = await herd.made({ shop: 'h', platform: 'temu', priority: 9 });
    expect(await herd.states([...ids, high])).toEqual(['queued', 'queued', 'blocked', 'queued']);
    expect(await herd.blocker(ids[2] ?? '')).toBe('pool:default:sync:');
    await expectSound(herd, [...ids, high]);
  });
});

describe('a run that has waited over 10 minutes', () => {
  it('reserves only a prefix: never the pool while its shop is taken', async () => {
    const node = await herd.node('n1', { slots: 5 });
    const first = await herd.made();
    await node.claim();
    const long = await herd.made();
    await herd.pass(reserveAfterMs + 1);
    await herd.dispatcher.recover();
    expect(await herd.blocker(long)).toBe('shop:pdd:1001');
    expect(await herd.holds(long)).toEqual([]);
    await expectSound(herd, [first, long]);
  });

  it('reserves its shop while the platform is full: others of the shop wait, whatever their rank', async () => {
    const node = await herd.node('n1', { slots: 5 });
    const first = await herd.made({ shop: '1' });
    const second = await herd.made({ shop: '2' });
    await node.claim();
    const shopHolder = await herd.made({ shop: '3', platform: 'pdd', priority: 9 });
    expect(await herd.blocker(shopHolder)).toBe('platform:pdd');
    await herd.pass(reserveAfterMs + 1);
    // Examined: the platform's room is free for a moment and goes to the better one.
    const best = await herd.made({ shop: '4', priority: 9 });
    expect(await herd.blocker(best)).toBe('platform:pdd');
    await herd.dispatcher.command(async (work) => {
      const run = await work.runById(shopHolder);
      if (run !== undefined) await place(work, run);
    });
    expect(await herd.holds(shopHolder)).toEqual(['shop:pdd:3']);
    const other = await herd.made({ shop: '3', platform: 'pdd', flow: 'sync', priority: 9 });
    expect(await herd.blocker(other)).toBe('shop:pdd:3');
    await node.end(first);
    expect(await herd.states([shopHolder, best, other])).toEqual(['queued', 'blocked', 'blocked']);
    await expectSound(herd, [first, second, shopHolder, best, other]);
  });

  it('does not reserve what only a displacement would give it', async () => {
    const node = await herd.node('n1', { slots: 9 });
    const a = await herd.made({ shop: '1' });
    const b = await herd.made({ shop: '2' });
    const flowHolder = await herd.made({ flow: 'goods', shop: '7', platform: 'temu' });
    await node.claim(9);
    // `long` waits at its flow's key while its shop is free.
    const long = await herd.made({ flow: 'goods', shop: '3', priority: 9 });
    expect(await herd.blocker(long)).toBe('flow:goods');
    await herd.pass(reserveAfterMs + 1);
    // A flow that takes no platform room: the shop's key alone is queued under by a worse run.
    const worse = await herd.made({ flow: 'sync', shop: '3', priority: 1 });
    expect(await herd.blocker(worse)).toBe('platform:pdd');
    await herd.dispatcher.command(async (work) => {
      const run = await work.runById(worse);
      const key = await work.tx.key('platform:pdd');
      if (run !== undefined && key !== undefined) {
        await work.tx.setKeyRoom(key.id, 3);
        await place(work, run);
        await work.tx.setKeyRoom(key.id, 2);
      }
    });
    expect(await herd.states([worse])).toEqual(['queued']);
    // The flow's room frees: `long` could displace `worse` at the shop, but the platform is full of running runs.
    await node.end(flowHolder);
    expect(await herd.states([worse, long])).toEqual(['queued', 'blocked']);
    expect(await herd.blocker(long)).toBe('platform:pdd');
    expect(await herd.holds(long)).not.toContain('shop:pdd:3');
    await expectSound(herd, [a, b, flowHolder, long, worse], { lowered: true });
    const shop = await herd.store.write((tx) => tx.key('shop:pdd:3'));
    expect(await herd.store.write((tx) => tx.heldCount(shop?.id ?? 0))).toBe(1);
  });
});
