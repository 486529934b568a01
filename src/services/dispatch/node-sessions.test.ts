import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Herd, openHerd } from '../../../test/support/dispatch-world.ts';
import { expectSound } from '../../../test/support/herd-invariants.ts';
import { setDraining, setLeaving, withdrawUnheld } from './node-sessions.ts';

let herd: Herd;
beforeEach(() => {
  herd = openHerd();
});
afterEach(() => herd.close());

const outcomes = async (id: string) => (await herd.store.history.attempts(id)).map(({ outcome }) => outcome);

describe('hello', () => {
  it('of the same boot keeps what the node lists and loses what it once held and lists no more', async () => {
    const node = await herd.node('n1', { slots: 3 });
    const ids = [
      await herd.made({ shop: '1' }),
      await herd.made({ shop: '2' }),
      await herd.made({ shop: '3' }),
    ];
    await node.claim();
    const [kept, ended, gone] = ids;
    const back = await herd.node('n1', {
      held: [
        { run: kept ?? '', attempt: 1, ended: false },
        { run: ended ?? '', attempt: 1, ended: true },
      ],
    });
    expect(back.key).toBe(node.key);
    expect(back.running).toEqual([
      { run: kept, attempt: 1, pool: 'default' },
      { run: ended, attempt: 1, pool: 'default' },
    ]);
    expect(await herd.states(ids)).toEqual(['running', 'running', 'queued']);
    expect(await outcomes(gone ?? '')).toEqual(['lost']);
    expect(await back.end(ended ?? '')).toBe('recorded');
    await expectSound(herd, ids);
  });

  it('withdraws, without counting a loss, what was assigned and never arrived', async () => {
    const node = await herd.node('n1');
    const id = await herd.made();
    await node.claim();
    await herd.node('n1', { everHeld: () => false });
    expect(await outcomes(id)).toEqual(['withdrawn']);
    expect(await herd.run(id)).toMatchObject({ state: 'queued', losses: 0, failures: 0 });
    await expectSound(herd, [id]);
  });

  it('of a new boot on the same machine loses all at once; what it lists unfinished is to be killed', async () => {
    const node = await herd.node('n1');
    const id = await herd.made();
    await node.claim();
    const back = await herd.node('n1', {
      bootId: 'boot-2',
      held: [
        { run: 'unknown', attempt: 4, ended: false },
        { run: 'unknown-but-ended', attempt: 1, ended: true },
      ],
    });
    expect(back.kill).toEqual([{ run: 'unknown', attempt: 4 }]);
    expect(back.running).toEqual([]);
    expect(await outcomes(id)).toEqual(['lost']);
    await expectSound(herd, [id]);
  });

  it('of a new boot elsewhere is refused while the lease lives, and welcome after', async () => {
    const node = await herd.node('n1');
    const id = await herd.made();
    await node.claim();
    const elsewhere = { bootId: 'boot-2', hostBootId: 'host-boot-2' };
    await expect(herd.node('n1', elsewhere)).rejects.toThrow('refused');
    expect(await herd.states([id])).toEqual(['running']);
    await herd.node('n1', { ...elsewhere, leaseLives: false });
    expect(await outcomes(id)).toEqual(['lost']);
    await expectSound(herd, [id]);
  });

  it('of a copy of its folder on the same machine is refused while the lease lives', async () => {
    const node = await herd.node('n1');
    const id = await herd.made();
    await node.claim();
    const copy = { bootId: 'boot-2', lockFile: '1:2' };
    await expect(herd.node('n1', copy)).rejects.toThrow('refused');
    expect(await herd.states([id])).toEqual(['running']);
    expect((await herd.node('n1', { held: [{ run: id, attempt: 1, ended: false }] })).running).toHaveLength(
      1,
    );
    await herd.node('n1', { ...copy, leaseLives: false });
    await expect(herd.node('n1')).rejects.toThrow('refused');
    await expectSound(herd, [id]);
  });

  it('kills an attempt that the store shows elsewhere', async () => {
    const first = await herd.node('n1');
    const id = await herd.made();
    await first.claim();
    await first.lose();
    const second = await herd.node('n2');
    expect(await second.claim()).toEqual([id]);
    const back = await herd.node('n1', { held: [{ run: id, attempt: 1, ended: false }] });
    expect(back.kill).toEqual([{ run: id, attempt: 1 }]);
    expect(await herd.run(id)).toMatchObject({ state: 'running', attempt: 2, node: second.key });
    await expectSound(herd, [id]);
  });

  it('keeps the drain that a person asked for', async () => {
    await herd.node('n1');
    await herd.dispatcher.command((work) => setDraining(work, 'n1', true));
    const back = await herd.node('n1', { bootId: 'boot-2' });
    const id = await herd.made();
    expect(await herd.states([id])).toEqual(['blocked']);
    expect(await back.claim()).toEqual([]);
  });
});

describe('a lost node', () => {
  it('loses its attempts once; a second loss, or one by an older session, does nothing', async () => {
    const old = await herd.node('n1');
    const node = await herd.node('n1');
    const id = await herd.made();
    await node.claim();
    expect(await old.lose()).toBe(false);
    expect(await herd.states([id])).toEqual(['running']);
    expect(await node.lose()).toBe(true);
    expect(await node.lose()).toBe(false);
    expect(await herd.run(id)).toMatchObject({ state: 'blocked', losses: 1 });
    expect(await herd.blocker(id)).toBe('pool:default:sync:');
    await expectSound(herd, [id]);
  });
});

describe('an attempt that the node does not list', () => {
  it('is withdrawn if it is still the one under way there, by the session of now', async () => {
    const node = await herd.node('n1', { slots: 5 });
    const [a, b] = [await herd.made({ shop: '1' }), await herd.made({ shop: '2' })];
    await node.claim();
    const refs = [
      { ref: { run: a, attempt: 1 }, seen: false },
      { ref: { run: b, attempt: 7 }, seen: false },
      { ref: { run: 'no-such-run', attempt: 1 }, seen: false },
    ];
    await herd.dispatcher.command((work) => withdrawUnheld(work, node.key, 'an older session', refs));
    expect(await herd.states([a, b])).toEqual(['running', 'running']);
    await herd.dispatcher.command((work) => withdrawUnheld(work, node.key, node.session, refs));
    expect(await herd.states([a, b])).toEqual(['queued', 'running']);
    expect(await herd.run(a)).toMatchObject({ losses: 0 });
    const seen = [{ ref: { run: b, attempt: 1 }, seen: true }];
    await herd.dispatcher.command((work) => withdrawUnheld(work, node.key, node.session, seen));
    expect(await herd.run(b)).toMatchObject({ state: 'queued', losses: 1 });
    await expectSound(herd, [a, b]);
  });
});

describe('a node that leaves by itself', () => {
  it('gives its queued runs to others, or back, and counts again when it stays', async () => {
    const node = await herd.node('n1');
    const id = await herd.made();
    const leave = (leaving: boolean) =>
      herd.dispatcher.command((work) => setLeaving(work, 'n1', node.session, leaving));
    await leave(true);
    expect(await herd.states([id])).toEqual(['blocked']);
    await leave(false);
    expect(await herd.states([id])).toEqual(['queued']);
    await expectSound(herd, [id]);
  });
});
