import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flowNamed, type Herd, type HerdNode, openHerd } from '../../../test/support/dispatch-world.ts';
import { expectSound } from '../../../test/support/herd-invariants.ts';
import { pauseShop, resumeShop } from './shop-pausing.ts';

let herd: Herd;
let node: HerdNode;
beforeEach(async () => {
  herd = openHerd({ flows: [flowNamed('sync'), flowNamed('goods'), flowNamed('peek', { limits: [] })] });
  node = await herd.node('n1', { slots: 5 });
});
afterEach(() => herd.close());

const pause = (note = 'maintenance'): Promise<boolean> =>
  herd.dispatcher.command((work) =>
    pauseShop(work, 'pdd', '1001', { at: work.now, by: 'ann', note, cause: 'person' }),
  );
const resume = (): Promise<boolean> => herd.dispatcher.command((work) => resumeShop(work, 'pdd', '1001'));
const closure = async () => (await herd.store.write((tx) => tx.key('shop:pdd:1001')))?.closed;

describe('a pause', () => {
  it('takes the room from queued runs and lets running ones go on', async () => {
    const running = await herd.made();
    await node.claim();
    const elsewhere = await herd.made({ shop: '2' });
    expect(await pause()).toBe(true);
    const queued = await herd.made();
    expect(await herd.states([running, queued, elsewhere])).toEqual(['running', 'blocked', 'queued']);
    await node.end(running);
    expect(await herd.states([running, queued])).toEqual(['succeeded', 'blocked']);
    expect(await node.claim()).toEqual([elsewhere]);
    await expectSound(herd, [running, queued, elsewhere]);
  });

  it('withdraws what is queued, says why, and frees its other keys', async () => {
    const id = await herd.made();
    await pause();
    expect(await herd.states([id])).toEqual(['blocked']);
    expect(await herd.holds(id)).toEqual([]);
    expect(await herd.blocker(id)).toBe('shop:pdd:1001');
    expect((await herd.events(id)).at(-1)?.event).toMatchObject({ to: 'blocked', reason: 'paused' });
    expect(await node.claim()).toEqual([]);
    await expectSound(herd, [id]);
  });

  it('is told by the first event of a run that is submitted meanwhile, as is that no node can execute one', async () => {
    await pause();
    const first = async (id: string) => (await herd.events(id))[0]?.event;
    expect(await first(await herd.made())).toMatchObject({ blockedBy: 'shop:pdd:1001', reason: 'paused' });
    await node.lose();
    const noNode = await herd.made({ shop: '2' });
    expect(await first(noNode)).toMatchObject({ blockedBy: 'pool:default:sync:', reason: 'no_node' });
  });

  it('is what holds back runs that wait for a slot, too, until it ends', async () => {
    await herd.node('n1', { slots: 1 });
    const first = await herd.made({ shop: '1', platform: 'temu' });
    const ids = [await herd.made(), await herd.made()];
    expect(await herd.blocker(ids[0] ?? '')).toBe('pool:default:sync:');
    await pause();
    for (const id of ids) expect(await herd.blocker(id)).toBe('shop:pdd:1001');
    await resume();
    for (const id of ids) expect(await herd.blocker(id)).toBe('pool:default:sync:');
    await expectSound(herd, [first, ...ids]);
  });

  it('holds back flows that take no room of the shop, queued ones too', async () => {
    const before = await herd.made({ flow: 'peek' });
    expect(await herd.states([before])).toEqual(['queued']);
    await pause();
    const after = await herd.made({ flow: 'peek' });
    expect(await herd.states([after])).toEqual(['blocked']);
    // Queued before the pause without holding the shop: the claim sees the pause.
    expect(await node.claim()).toEqual([]);
    expect(await herd.states([before, after])).toEqual(['blocked', 'blocked']);
    await resume();
    expect(await herd.states([before, after])).toEqual(['queued', 'queued']);
    await expectSound(herd, [before, after]);
  });

  it('keeps its first reason when it is paused again, and ends at once when resumed', async () => {
    const id = await herd.made();
    await pause('first');
    expect(await pause('second')).toBe(false);
    expect(await closure()).toMatchObject({ note: 'first', by: 'ann', cause: 'person' });
    expect(await resume()).toBe(true);
    expect(await resume()).toBe(false);
    expect(await closure()).toBeNull();
    expect(await node.claim()).toEqual([id]);
  });

  it('survives a restart', async () => {
    const id = await herd.made();
    await pause();
    await herd.dispatcher.recover();
    expect(await herd.states([id])).toEqual(['blocked']);
  });

  it('does not keep a deadline from passing', async () => {
    const id = await herd.made({ expiresMs: 1000 });
    await pause();
    await herd.pass(1000);
    expect(await herd.states([id])).toEqual(['expired']);
    await expectSound(herd, [id]);
  });
});

describe('a lost login', () => {
  it('pauses that shop, keeps this run and the waiting ones, and costs no failure', async () => {
    const id = await herd.made();
    await node.claim();
    const waiting = await herd.made();
    const elsewhere = await herd.made({ shop: '2' });
    expect(await node.end(id, 'LOGIN_EXPIRED')).toBe('recorded');
    expect(await herd.states([id, waiting, elsewhere])).toEqual(['blocked', 'blocked', 'queued']);
    expect(await herd.run(id)).toMatchObject({
      attempt: 1,
      failures: 0,
      losses: 0,
      error: { type: 'LOGIN_EXPIRED' },
    });
    expect(await closure()).toMatchObject({
      cause: 'LOGIN_EXPIRED',
      by: null,
      note: 'LOGIN_EXPIRED it says',
    });
    expect((await herd.events(id)).at(-1)?.event).toMatchObject({
      from: 'running',
      to: 'blocked',
      reason: 'parked',
    });
    const [attempt] = await herd.store.history.attempts(id);
    expect(attempt).toMatchObject({ attempt: 1, outcome: 'parked' });
    await expectSound(herd, [id, waiting, elsewhere]);
  });

  it('lets the parked run go first when the shop is resumed; its attempts go on counting', async () => {
    const id = await herd.made();
    await node.claim();
    await herd.pass(1);
    const later = await herd.made();
    await node.end(id, 'CAPTCHA');
    await resume();
    expect(await herd.states([id, later])).toEqual(['queued', 'blocked']);
    await node.claim();
    await node.end(id, 'succeeded');
    expect(await herd.run(id)).toMatchObject({
      state: 'succeeded',
      attempt: 2,
      failures: 0,
      code: 0,
      error: null,
    });
    await expectSound(herd, [id, later]);
  });
});
