import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endOf, flowNamed, type Herd, openHerd } from '../../../test/support/dispatch-world.ts';
import { expectSound } from '../../../test/support/herd-invariants.ts';
import { createEmbeddedBroker } from '../../adapters/broker-embedded/embedded-broker.ts';
import { refreshLimits, settle } from './admission.ts';
import { endAttempt } from './attempts.ts';
import { setDraining } from './node-sessions.ts';
import { setShopRoom } from './shop-pausing.ts';
import { Work } from './work.ts';

let herd: Herd;
beforeEach(() => {
  herd = openHerd({ limits: { 'platform:pdd': 2, 'flow:goods': 1 } });
});
afterEach(() => herd.close());

describe('room', () => {
  it('is taken under shop, flow, platform and class by the run that is queued, and by nobody else', async () => {
    await herd.node('n1', { slots: 5 });
    const first = await herd.made({ flow: 'goods' });
    const second = await herd.made({ flow: 'sync' });
    expect(await herd.states([first, second])).toEqual(['queued', 'blocked']);
    expect(await herd.holds(first)).toEqual([
      'flow:goods',
      'platform:pdd',
      'pool:default:goods:',
      'shop:pdd:1001',
    ]);
    expect(await herd.holds(second)).toEqual([]);
    await expectSound(herd, [first, second]);
  });

  it('is asked for in the order shop, flow, platform, class: a run stands under the first full one', async () => {
    await herd.node('n1', { slots: 1 });
    await herd.made({ flow: 'goods', shop: '1' });
    const atShop = await herd.made({ flow: 'goods', shop: '1' });
    const atFlow = await herd.made({ flow: 'goods', shop: '2' });
    await herd.made({ flow: 'sync', shop: '3' });
    const atPlatform = await herd.made({ flow: 'sync', shop: '4' });
    const atClass = await herd.made({ flow: 'unknown', shop: '5', platform: 'temu' });
    expect(await herd.blocker(atShop)).toBe('shop:pdd:1');
    expect(await herd.blocker(atFlow)).toBe('flow:goods');
    expect(await herd.blocker(atPlatform)).toBe('platform:pdd');
    expect(await herd.blocker(atClass)).toBe('pool:default:unknown:');
  });

  it('goes to the best-ranked waiter in the transaction that frees it', async () => {
    const node = await herd.node('n1');
    const first = await herd.made();
    await node.claim();
    const low = await herd.made({ priority: 1 });
    const high = await herd.made({ priority: 9 });
    await node.end(first);
    expect(await herd.states([low, high])).toEqual(['blocked', 'queued']);
    await expectSound(herd, [first, low, high]);
  });

  it('goes to a low run before newer high ones once it has waited 8 steps longer', async () => {
    const node = await herd.node('n1');
    const first = await herd.made();
    await node.claim();
    const low = await herd.made({ priority: 1 });
    await herd.pass(16 * 60_000 - 1);
    const early = await herd.made({ priority: 9 });
    await herd.pass(2);
    const late = await herd.made({ priority: 9 });
    await node.end(first);
    expect(await herd.states([early, low, late])).toEqual(['queued', 'blocked', 'blocked']);
    await node.claim();
    await node.end(early);
    expect(await herd.states([low, late])).toEqual(['queued', 'blocked']);
  });

  it('of one shop does not wait behind 200 runs of another', async () => {
    const node = await herd.node('n1', { slots: 1 });
    const many: string[] = [];
    for (let n = 0; n < 200; n += 1) many.push(await herd.made({ shop: 'busy' }));
    const other = await herd.made({ shop: 'other' });
    expect(await herd.blocker(other)).toBe('pool:default:sync:');
    const [first] = await node.claim();
    expect(first).toBe(many[0]);
    await herd.pass(5);
    await node.end(many[0] ?? '');
    expect(await node.claim()).toEqual([other]);
  });

  it('of a full pool goes to who waits for it before the next run of the shop that gives it back', async () => {
    const node = await herd.node('n1', { slots: 1 });
    const busy = await herd.made({ shop: 'busy', platform: 'temu' });
    await node.claim();
    const nextOfBusy = await herd.made({ shop: 'busy', platform: 'temu' });
    await herd.pass(1);
    const others: string[] = [];
    for (let n = 0; n < 3; n += 1) others.push(await herd.made({ shop: `${n}`, platform: 'temu' }));
    const [first = ''] = others;
    expect(await herd.blocker(first)).toBe('pool:default:sync:');
    await herd.pass(1);
    await node.end(busy);
    expect(await herd.states([first])).toEqual(['queued']);
    expect(await herd.blocker(nextOfBusy)).toBe('pool:default:sync:');
    await expectSound(herd, [busy, nextOfBusy, ...others]);
  });

  it('is looked for by at most 64 waiters in one transaction; the rest follows in the next', async () => {
    const node = await herd.node('n1', { slots: 5 });
    const holder = await herd.made({ flow: 'sync', shop: 's' });
    await node.claim();
    // 70 waiters of the shop, which all need a flow key that a run elsewhere holds, and one that needs nothing more.
    const goods = await herd.made({ flow: 'goods', shop: 'elsewhere' });
    await node.claim();
    const stuck: string[] = [];
    for (let n = 0; n < 70; n += 1) stuck.push(await herd.made({ flow: 'goods', shop: 's', priority: 9 }));
    const free = await herd.made({ flow: 'sync', shop: 's', priority: 1 });
    const at = await herd.store.write((tx) => tx.key('shop:pdd:s'));
    const left = await herd.store.write(async (tx) => {
      const work = new Work(tx, herd.clock.now(), herd.dispatcher.catalog, false);
      await endAttempt(work, holder, 1, node.key, endOf('succeeded'));
      await work.finish();
      return {
        unsettled: [...work.effects.unsettled],
        waiting: (await tx.waiters(at?.id ?? 0, 1000)).length,
      };
    });
    expect(left).toEqual({ unsettled: [at?.id], waiting: 7 });
    expect(await herd.states([free])).toEqual(['blocked']);
    await herd.dispatcher.command(async (work) => {
      for (const key of left.unsettled) work.freed.add(key);
      await settle(work);
    });
    expect(await herd.states([free])).toEqual(['queued']);
    expect(new Set(await herd.states(stuck))).toEqual(new Set(['blocked']));
    await expectSound(herd, [holder, goods, free, ...stuck]);
  });

  it('that is left to the next transaction is settled there by itself', async () => {
    const node = await herd.node('n1', { slots: 5 });
    const holder = await herd.made({ flow: 'sync', shop: 's' });
    const goods = await herd.made({ flow: 'goods', shop: 'elsewhere' });
    await node.claim();
    const stuck: string[] = [];
    for (let n = 0; n < 130; n += 1) stuck.push(await herd.made({ flow: 'goods', shop: 's', priority: 9 }));
    const free = await herd.made({ flow: 'sync', shop: 's', priority: 1 });
    await node.end(holder);
    await expect.poll(async () => (await herd.run(free)).state).toBe('queued');
    await expectSound(herd, [holder, goods, free, ...stuck]);
  });
});

describe('lowered room', () => {
  it('stops admission only: who has room keeps it, and the next starts when enough is free', async () => {
    await herd.dispatcher.command((work) => setShopRoom(work, 'pdd', '1001', 2));
    const node = await herd.node('n1', { slots: 5 });
    const [a, b, c] = [await herd.made(), await herd.made(), await herd.made()];
    await node.claim();
    expect(await herd.states([a, b, c])).toEqual(['running', 'running', 'blocked']);
    await herd.dispatcher.command((work) => setShopRoom(work, 'pdd', '1001', 1));
    expect(await herd.states([a, b, c])).toEqual(['running', 'running', 'blocked']);
    await node.end(a);
    expect(await herd.states([b, c])).toEqual(['running', 'blocked']);
    await node.end(b);
    expect(await herd.states([c])).toEqual(['queued']);
    await expectSound(herd, [a, b, c]);
  });

  it('raised again places those who wait, as many as there is room for', async () => {
    await herd.node('n1', { slots: 5 });
    const ids = [await herd.made(), await herd.made(), await herd.made()];
    await herd.dispatcher.command((work) => setShopRoom(work, 'pdd', '1001', 2));
    expect(await herd.states(ids)).toEqual(['queued', 'queued', 'blocked']);
    await expectSound(herd, ids);
  });

  it('of a shop, set to nothing, is again what the configuration says', async () => {
    await herd.node('n1', { slots: 5 });
    await herd.dispatcher.command((work) => setShopRoom(work, 'pdd', '1001', 3));
    await herd.dispatcher.command((work) => setShopRoom(work, 'pdd', '1001', null));
    const ids = [await herd.made(), await herd.made()];
    expect(await herd.states(ids)).toEqual(['queued', 'blocked']);
  });

  it('of a shop survives a restart', async () => {
    await herd.node('n1', { slots: 5 });
    const ids = [await herd.made(), await herd.made()];
    await herd.dispatcher.command((work) => setShopRoom(work, 'pdd', '1001', 2));
    await herd.dispatcher.recover();
    expect((await herd.store.write((tx) => tx.key('shop:pdd:1001')))?.room).toBe(2);
    expect(await herd.states(ids)).toEqual(['queued', 'queued']);
  });

  it('that is taken out of the configuration frees its waiters', async () => {
    const flows = ['sync', 'goods'].map((name) => flowNamed(name));
    await herd.node('n1', { slots: 9 });
    const ids = [
      await herd.made({ shop: '1' }),
      await herd.made({ shop: '2' }),
      await herd.made({ shop: '3' }),
    ];
    expect(await herd.states(ids)).toEqual(['queued', 'queued', 'blocked']);
    const changed = openHerd({ store: herd.store, clock: herd.clock, flows, limits: {} });
    await changed.dispatcher.command(async (work) => {
      await refreshLimits(work);
      await settle(work);
    });
    expect(await herd.states(ids)).toEqual(['queued', 'queued', 'queued']);
    await expectSound(herd, ids);
  });
});

describe('room of a class', () => {
  it('is none without a node: the run holds nothing and stands under its class', async () => {
    const id = await herd.made();
    expect(await herd.run(id)).toMatchObject({ state: 'blocked' });
    expect(await herd.blocker(id)).toBe('pool:default:sync:');
    expect(await herd.holds(id)).toEqual([]);
    await herd.node('n1');
    expect(await herd.states([id])).toEqual(['queued']);
  });

  it('counts matching slots, and a stock of 16 where wake-ups leave the server', async () => {
    const broker = createEmbeddedBroker();
    for (const [remote, room] of [
      [false, 3],
      [true, 3 + 16],
    ] as const) {
      const here = openHerd({ broker: { ...broker, remote } });
      await here.node('n1', { slots: 3 });
      const ids: string[] = [];
      for (let n = 0; n < 25; n += 1) ids.push(await here.made({ shop: `${n}`, platform: 'temu' }));
      expect((await here.states(ids)).filter((state) => state === 'queued')).toHaveLength(room);
      await expectSound(here, ids);
      await here.close();
    }
  });

  it('gone with the last node that could execute it withdraws its queued runs: `no_node`', async () => {
    const node = await herd.node('n1');
    const other = await herd.node('n2', { flows: ['goods'] });
    const id = await herd.made();
    const goods = await herd.made({ flow: 'goods', shop: '2' });
    expect(await herd.states([id, goods])).toEqual(['queued', 'queued']);
    await node.lose();
    expect(await herd.states([id, goods])).toEqual(['blocked', 'queued']);
    expect(await herd.holds(id)).toEqual([]);
    expect((await herd.events(id)).at(-1)?.event).toMatchObject({
      from: 'queued',
      to: 'blocked',
      reason: 'no_node',
    });
    expect(await other.claim()).toEqual([goods]);
    await expectSound(herd, [id, goods]);
  });

  it('is not counted for a node that drains; lets its runs go on', async () => {
    const node = await herd.node('n1');
    const running = await herd.made({ shop: '1' });
    await node.claim();
    const waiting = await herd.made({ shop: '2' });
    expect(await herd.dispatcher.command((work) => setDraining(work, 'n1', true))).toBe(true);
    expect(await herd.states([running, waiting])).toEqual(['running', 'blocked']);
    expect(await node.claim()).toEqual([]);
    await herd.dispatcher.command((work) => setDraining(work, 'n1', false));
    expect(await node.claim()).toEqual([waiting]);
    await expectSound(herd, [running, waiting]);
  });

  it('asks for tags: a run waits for a node that has them', async () => {
    const plain = await herd.node('n1');
    const id = await herd.made({ tags: ['windows'] });
    expect(await herd.blocker(id)).toBe('pool:default:sync:windows');
    expect(await plain.claim()).toEqual([]);
    const windows = await herd.node('n2', { tags: ['windows', 'cn'] });
    expect(await plain.claim()).toEqual([]);
    expect(await windows.claim()).toEqual([id]);
  });
});
