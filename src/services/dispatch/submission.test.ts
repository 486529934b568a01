import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Herd, type HerdNode, openHerd } from '../../../test/support/dispatch-world.ts';
import { expectSound } from '../../../test/support/herd-invariants.ts';
import type { OnDuplicate } from '../../contract/submit.ts';

let herd: Herd;
let node: HerdNode;
beforeEach(async () => {
  herd = openHerd();
  node = await herd.node('n1', { slots: 5 });
});
afterEach(() => herd.close());

const key = 'today';
const again = (onDuplicate: OnDuplicate, more = {}) => herd.submit({ dedupeKey: key, onDuplicate, ...more });
const made = (onDuplicate: OnDuplicate = 'attach', more = {}) =>
  herd.made({ dedupeKey: key, onDuplicate, ...more });

describe('a business key', () => {
  it('makes one run of 50 submissions at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => again('attach')));
    expect(outcomes.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'attached')).toHaveLength(49);
    expect(new Set(outcomes.map((outcome) => ('runId' in outcome ? outcome.runId : '')))).toHaveLength(1);
  });

  it('is free again when its run has ended, whatever the end', async () => {
    for (const how of ['succeeded', 'BUSINESS'] as const) {
      const id = await made();
      await node.claim();
      await node.end(id, how);
    }
    const cancelled = await made();
    await herd.cancel(cancelled);
    const last = await made('reject');
    expect(await herd.states([cancelled, last])).toEqual(['cancelled', 'queued']);
  });

  it('is held through retries', async () => {
    const id = await made();
    await node.claim();
    await node.end(id, 'failed');
    expect(await herd.states([id])).toEqual(['retrying']);
    expect(await again('reject')).toEqual({ kind: 'rejected', holder: id });
  });

  it('is of one flow: the same key of another flow is another', async () => {
    await made();
    expect((await herd.submit({ flow: 'goods', dedupeKey: key, onDuplicate: 'reject' })).kind).toBe(
      'created',
    );
  });

  it('tells when the parameters differ, not minding the order of their names', async () => {
    const id = await made('attach', { params: { a: 1, b: { c: [1, 2], d: 2 } } });
    const same = await again('attach', { params: { b: { d: 2, c: [1, 2] }, a: 1 } });
    expect(same).toEqual({ kind: 'attached', runId: id, paramsDiffer: false });
    const other = await again('attach', { params: { b: { d: 2, c: [2, 1] }, a: 1 } });
    expect(other).toEqual({ kind: 'attached', runId: id, paramsDiffer: true });
  });
});

describe('attach', () => {
  it('joins the holder; one that is being cancelled gets a waiter, which the next then join', async () => {
    const holder = await made();
    await node.claim();
    expect(await again('attach')).toMatchObject({ kind: 'attached', runId: holder });
    expect(await herd.cancel(holder)).toBe('requested');
    const waiter = await made();
    expect(await herd.blocker(waiter)).toBe('business:sync:today');
    expect(await again('attach')).toMatchObject({ kind: 'attached', runId: waiter });
    await node.end(holder, 'cancelled');
    expect(await herd.states([holder, waiter])).toEqual(['cancelled', 'queued']);
    expect(await again('attach')).toMatchObject({ kind: 'attached', runId: waiter });
    await expectSound(herd, [holder, waiter]);
  });
});

describe('queue', () => {
  it('waits behind the holder, one at most: the next attaches to the waiter', async () => {
    const holder = await made();
    await node.claim();
    const waiter = await made('queue');
    expect(await herd.blocker(waiter)).toBe('business:sync:today');
    expect(await herd.holds(waiter)).toEqual([]);
    expect(await again('queue')).toMatchObject({ kind: 'attached', runId: waiter });
    await node.end(holder);
    expect(await herd.states([waiter])).toEqual(['queued']);
    const next = await made('queue');
    expect(await herd.blocker(next)).toBe('business:sync:today');
    await expectSound(herd, [holder, waiter, next]);
  });

  it('keeps the waiter waiting through a restart while its holder lives', async () => {
    const holder = await made('attach', { shop: '1' });
    await node.claim();
    const waiter = await made('queue', { shop: '2' });
    await herd.dispatcher.recover();
    expect(await herd.states([holder, waiter])).toEqual(['running', 'blocked']);
    await node.end(holder);
    expect(await herd.states([waiter])).toEqual(['queued']);
    await expectSound(herd, [holder, waiter]);
  });

  it('a waiter that is cancelled leaves its place to another', async () => {
    const holder = await made();
    const waiter = await made('queue');
    await herd.cancel(waiter);
    const next = await made('queue');
    await node.claim();
    await node.end(holder);
    expect(await herd.states([waiter, next])).toEqual(['cancelled', 'queued']);
    await expectSound(herd, [holder, waiter, next]);
  });

  it('a waiter whose time has not come takes the key over and starts when due', async () => {
    const holder = await made();
    await node.claim();
    const waiter = await made('queue', { delayMs: 60_000 });
    await node.end(holder);
    expect(await herd.states([waiter])).toEqual(['scheduled']);
    expect(await again('reject')).toEqual({ kind: 'rejected', holder: waiter });
    await herd.pass(60_000);
    expect(await herd.states([waiter])).toEqual(['queued']);
  });

  it('a waiter whose time comes while the holder lives waits under the key', async () => {
    const holder = await made();
    await node.claim();
    const waiter = await made('queue', { delayMs: 1000 });
    await herd.pass(1000);
    expect(await herd.blocker(waiter)).toBe('business:sync:today');
    await node.end(holder);
    expect(await herd.states([waiter])).toEqual(['queued']);
    await expectSound(herd, [holder, waiter]);
  });

  it('a waiter that follows its holder does not overtake who waits longer for the shop', async () => {
    const holder = await made();
    await node.claim();
    await herd.pass(1);
    const older = await herd.made();
    await herd.pass(1);
    const waiter = await made('queue');
    await node.end(holder);
    expect(await herd.states([older, waiter])).toEqual(['queued', 'blocked']);
    expect(await herd.blocker(waiter)).toBe('shop:pdd:1001');
    await expectSound(herd, [holder, older, waiter]);
  });
});

describe('replace', () => {
  it('cancels a holder that is not running, in the same transaction, and takes its place', async () => {
    const holder = await made();
    const next = await made('replace');
    expect(await herd.states([holder, next])).toEqual(['cancelled', 'queued']);
    expect((await herd.events(holder)).at(-1)?.event).toMatchObject({ to: 'cancelled', reason: 'replaced' });
    expect(await again('reject')).toEqual({ kind: 'rejected', holder: next });
    await expectSound(herd, [holder, next]);
  });

  it('asks the cancel of a running holder and waits until it is gone', async () => {
    const holder = await made();
    await node.claim();
    const next = await made('replace');
    expect(herd.cancels).toEqual([{ run: holder, attempt: 1 }]);
    expect(await herd.states([holder, next])).toEqual(['running', 'blocked']);
    await node.end(holder, 'failed');
    expect(await herd.states([holder, next])).toEqual(['cancelled', 'queued']);
    await expectSound(herd, [holder, next]);
  });

  it('replaces the waiter too', async () => {
    const holder = await made();
    await node.claim();
    const waiter = await made('queue');
    const next = await made('replace');
    expect(await herd.states([holder, waiter, next])).toEqual(['running', 'cancelled', 'blocked']);
    const last = await made('replace');
    expect(await herd.states([next, last])).toEqual(['cancelled', 'blocked']);
    await node.end(holder);
    expect(await herd.states([holder, last])).toEqual(['succeeded', 'queued']);
    await expectSound(herd, [holder, waiter, next, last]);
  });

  it('does not take the shop before who waits longer for it', async () => {
    const holder = await made();
    await herd.pass(1);
    const older = await herd.made();
    await herd.pass(1);
    const next = await made('replace');
    expect(await herd.states([holder, older, next])).toEqual(['cancelled', 'queued', 'blocked']);
    await expectSound(herd, [holder, older, next]);
  });
});

describe('reject', () => {
  it('changes nothing and names the holder', async () => {
    const holder = await made();
    const before = await herd.run(holder);
    expect(await again('reject')).toEqual({ kind: 'rejected', holder });
    expect(await herd.run(holder)).toEqual(before);
    expect((await herd.store.history.runs({}, 10, null)).items).toHaveLength(1);
  });
});

describe('an idempotency key', () => {
  const idempotency = { key: 'k', bodyHash: 'h' };

  it('gives the same run again, also after its end', async () => {
    const id = await herd.made({ idempotency });
    await node.claim();
    await node.end(id);
    expect(await herd.submit({ idempotency })).toEqual({ kind: 'attached', runId: id, paramsDiffer: false });
    expect((await herd.store.history.runs({}, 10, null)).items).toHaveLength(1);
  });

  it('with another body is a conflict', async () => {
    await herd.made({ idempotency });
    expect(await herd.submit({ idempotency: { key: 'k', bodyHash: 'other' } })).toEqual({
      kind: 'idempotency_conflict',
    });
  });

  it('remembers the run that was attached to', async () => {
    const id = await made();
    expect(await again('attach', { idempotency })).toMatchObject({ kind: 'attached', runId: id });
    await node.claim();
    await node.end(id);
    expect(await again('attach', { idempotency })).toMatchObject({ kind: 'attached', runId: id });
  });

  it('is not used up by a rejection', async () => {
    const id = await made();
    expect((await again('reject', { idempotency })).kind).toBe('rejected');
    await herd.cancel(id);
    expect((await again('reject', { idempotency })).kind).toBe('created');
  });
});

describe('a submission', () => {
  it('with an id that is there attaches to it', async () => {
    const id = await herd.made({ id: 'task-1' });
    expect(await herd.submit({ id: 'task-1', params: { other: true } })).toEqual({
      kind: 'attached',
      runId: id,
      paramsDiffer: true,
    });
  });

  it('discovers its shop', async () => {
    await herd.made({ shop: '7' });
    const shop = await herd.store.write((tx) => tx.shop('pdd', '7'));
    expect(shop).toMatchObject({ id: '7', origin: 'discovered', enabled: true });
  });

  it("without a shop takes no shop's room", async () => {
    const ids = [await herd.made({ shop: null }), await herd.made({ shop: null })];
    expect(await herd.states(ids)).toEqual(['queued', 'queued']);
    expect(await herd.holds(ids[0] ?? '')).toEqual(['pool:default:sync:']);
  });

  it('due later holds nothing until then', async () => {
    const id = await herd.made({ delayMs: 5000 });
    expect(await herd.run(id)).toMatchObject({ state: 'scheduled', wakeAt: herd.clock.now() + 5000 });
    expect(await herd.holds(id)).toEqual([]);
    expect(await herd.pass(4999)).toBe(herd.clock.now() + 1);
    expect(await herd.states([id])).toEqual(['scheduled']);
    expect(await herd.pass(1)).toBeNull();
    expect(await herd.states([id])).toEqual(['queued']);
  });
});
