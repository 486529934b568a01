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

describe('a cancel', () => {
  it('of a run that is not running is done at once, gives its room to the next, and leaves no dead letter', async () => {
    const queued = await herd.made();
    const blocked = await herd.made();
    const next = await herd.made();
    const scheduled = await herd.made({ delayMs: 1000 });
    for (const id of [blocked, scheduled, queued]) expect(await herd.cancel(id)).toBe('cancelled');
    expect(await herd.states([queued, blocked, scheduled, next])).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
      'queued',
    ]);
    expect(await herd.run(queued)).toMatchObject({ code: null, error: null, wakeAt: null });
    expect(
      await herd.store.write(async (tx) => tx.markDeadLetterRetried((await tx.runById(queued))?.seq ?? 0)),
    ).toBe(false);
    expect(await herd.pass(10_000)).toBeNull();
    await expectSound(herd, [queued, blocked, next, scheduled]);
  });

  it('of one that waits for its retry ends it', async () => {
    const id = await herd.made();
    await node.claim();
    await node.end(id, 'failed');
    expect(await herd.cancel(id)).toBe('cancelled');
    expect(await herd.pass(60_000)).toBeNull();
    expect(await herd.states([id])).toEqual(['cancelled']);
    await expectSound(herd, [id]);
  });

  it('of a running one is a flag until its tree is gone; its room stays taken', async () => {
    const id = await herd.made();
    await node.claim();
    const next = await herd.made();
    expect(await herd.cancel(id)).toBe('requested');
    expect(await herd.cancel(id)).toBe('already_requested');
    expect(herd.cancels).toEqual([{ run: id, attempt: 1 }]);
    expect(await herd.run(id)).toMatchObject({ state: 'running', cancelRequestedAt: herd.clock.now() });
    expect(await herd.states([next])).toEqual(['blocked']);
    expect((await herd.events(id)).at(-1)?.event).toEqual({
      kind: 'cancel_requested',
      attempt: 1,
      by: 'ann',
    });
    await node.end(id, 'cancelled');
    expect(await herd.run(id)).toMatchObject({ state: 'cancelled', code: null, failures: 0 });
    expect(await herd.states([next])).toEqual(['queued']);
    await expectSound(herd, [id, next]);
  });

  it('of a running one wins over a failure, a time-out, a stop and a loss: it is never retried', async () => {
    for (const how of ['failed', 'timeout', 'stopped', 'LOGIN_EXPIRED', 'BUSINESS'] as const) {
      const id = await herd.made({ shop: how });
      await node.claim();
      await herd.cancel(id);
      await node.end(id, how);
      expect([how, ...(await herd.states([id]))]).toEqual([how, 'cancelled']);
    }
    const lost = await herd.made();
    await node.claim();
    await herd.cancel(lost);
    await node.lose();
    expect(await herd.states([lost])).toEqual(['cancelled']);
    expect((await herd.store.write((tx) => tx.key('shop:pdd:LOGIN_EXPIRED')))?.closed).toBeNull();
    await expectSound(herd, [lost]);
  });

  it('that came after the exit 0 changes nothing: it succeeded', async () => {
    const id = await herd.made();
    await node.claim();
    await herd.cancel(id);
    await node.end(id, 'succeeded');
    expect(await herd.run(id)).toMatchObject({ state: 'succeeded', code: 0 });
    expect(await herd.cancel(id)).toBe('ended');
    expect(await herd.states([id])).toEqual(['succeeded']);
    await expectSound(herd, [id]);
  });

  it('is told again to a node that says hello with the attempt', async () => {
    const id = await herd.made();
    await node.claim();
    await herd.cancel(id);
    const back = await herd.node('n1', { held: [{ run: id, attempt: 1, ended: false }] });
    expect(back.cancel).toEqual([{ run: id, attempt: 1 }]);
    expect(back.kill).toEqual([]);
    expect(await herd.states([id])).toEqual(['running']);
  });
});
