import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Herd, type HerdNode, openHerd } from '../../../test/support/dispatch-world.ts';
import { expectSound } from '../../../test/support/herd-invariants.ts';

let herd: Herd;
let node: HerdNode;
beforeEach(async () => {
  herd = openHerd();
  node = await herd.node('n1', { slots: 5 });
});
afterEach(() => herd.close());

describe('what is due', () => {
  it('is told as the earliest of all runs, null when there is none', async () => {
    expect(await herd.pass(0)).toBeNull();
    await herd.made({ delayMs: 9000 });
    const early = await herd.made({ delayMs: 4000 });
    expect(await herd.pass(0)).toBe(herd.clock.now() + 4000);
    await herd.cancel(early);
    expect(await herd.pass(0)).toBe(herd.clock.now() + 9000);
  });

  it('is placed by rank, not in the order of being due', async () => {
    const first = await herd.made({ delayMs: 1000, priority: 1 });
    const second = await herd.made({ delayMs: 2000, priority: 9 });
    await herd.pass(5000);
    expect(await herd.states([first, second])).toEqual(['blocked', 'queued']);
    await expectSound(herd, [first, second]);
  });

  it('is done however much there is, 256 at a time', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 300; n += 1) ids.push(await herd.made({ shop: `${n}`, delayMs: 1000 }));
    const next = await herd.pass(1000);
    expect(next).toBeLessThanOrEqual(herd.clock.now());
    expect((await herd.states(ids)).filter((state) => state === 'scheduled')).toHaveLength(300 - 256);
    expect(await herd.pass(0)).toBeNull();
    expect((await herd.states(ids)).filter((state) => state === 'scheduled')).toEqual([]);
  });

  it('starts nothing early when the clock jumps back, nor twice when it jumps on again', async () => {
    const id = await herd.made({ delayMs: 1000 });
    herd.clock.jump(-3_600_000);
    await herd.pass(1000);
    expect(await herd.states([id])).toEqual(['scheduled']);
    herd.clock.jump(3_600_000);
    await herd.pass(0);
    await herd.pass(0);
    expect(await herd.states([id])).toEqual(['queued']);
    expect(await herd.events(id)).toHaveLength(2);
  });
});

describe('a deadline', () => {
  it('ends a run that never started, wherever it waits, with an open dead letter and no code', async () => {
    const queued = await herd.made({ expiresMs: 1000 });
    const blocked = await herd.made({ expiresMs: 1000 });
    const unable = await herd.made({ shop: '2', expiresMs: 1000, tags: ['no-such'] });
    const next = await herd.made();
    await herd.pass(999);
    expect(await herd.states([queued, blocked, unable])).toEqual(['queued', 'blocked', 'blocked']);
    await herd.pass(1);
    expect(await herd.states([queued, blocked, unable, next])).toEqual([
      'expired',
      'expired',
      'expired',
      'queued',
    ]);
    expect(await herd.run(queued)).toMatchObject({ code: null, error: { type: 'EXPIRED' } });
    for (const id of [queued, blocked]) {
      expect(
        await herd.store.write(async (tx) => tx.markDeadLetterRetried((await tx.runById(id))?.seq ?? 0)),
      ).toBe(true);
    }
    await expectSound(herd, [queued, blocked, unable, next]);
  });

  it('counts from the due time', async () => {
    const id = await herd.made({ delayMs: 5000, expiresMs: 1000 });
    await herd.pass(5000);
    expect(await herd.states([id])).toEqual(['queued']);
    await herd.pass(1000);
    expect(await herd.states([id])).toEqual(['expired']);
  });

  it('ends one that was not even looked at until it had passed', async () => {
    const id = await herd.made({ delayMs: 5000, expiresMs: 1000 });
    await herd.pass(6000);
    expect(await herd.states([id])).toEqual(['expired']);
    expect((await herd.events(id)).map(({ event }) => ('to' in event ? event.to : ''))).toEqual([
      'scheduled',
      'expired',
    ]);
  });

  it('does not touch a run that has started, nor its retries', async () => {
    const id = await herd.made({ expiresMs: 1000 });
    await node.claim();
    await herd.pass(2000);
    expect(await herd.states([id])).toEqual(['running']);
    await node.end(id, 'failed');
    await herd.pass(30_000);
    expect(await herd.states([id])).toEqual(['queued']);
    await node.claim();
    await node.end(id);
    expect(await herd.states([id])).toEqual(['succeeded']);
  });

  it('is looked at by the claim: a run past it is not started, even before the timer has fired', async () => {
    const late = await herd.made({ expiresMs: 1000 });
    const fine = await herd.made();
    await herd.clock.advance(1000);
    expect(await node.claim()).toEqual([fine]);
    expect(await herd.states([late, fine])).toEqual(['expired', 'running']);
    await expectSound(herd, [late, fine]);
  });

  it('of a waiter frees its place under the business key', async () => {
    const holder = await herd.made({ dedupeKey: 'k' });
    const waiter = await herd.made({ dedupeKey: 'k', onDuplicate: 'queue', expiresMs: 1000 });
    await herd.pass(1000);
    expect(await herd.states([holder, waiter])).toEqual(['queued', 'expired']);
    const next = await herd.made({ dedupeKey: 'k', onDuplicate: 'queue' });
    expect(await herd.blocker(next)).toBe('business:sync:k');
    await expectSound(herd, [holder, waiter, next]);
  });
});
