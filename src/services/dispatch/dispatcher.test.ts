import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { flowNamed, type Herd, openHerd } from '../../../test/support/dispatch-world.ts';
import { expectSound } from '../../../test/support/herd-invariants.ts';
import { openSqliteStore } from '../../adapters/store-sqlite/sqlite-store.ts';
import { DroverError } from '../../domain/drover-error.ts';
import type { Broker } from '../../ports/broker.ts';
import type { Store } from '../../ports/store.ts';
import { endAttempt } from './attempts.ts';
import { flowCatalog } from './flow-catalog.ts';
import { pauseShop } from './shop-pausing.ts';

/** A broker elsewhere that may be away; it confirms when it is there. */
function remoteBroker() {
  const published: string[] = [];
  let back: () => void = () => undefined;
  const state = { away: false, published, comeBack: () => back() };
  const broker: Broker = {
    remote: true,
    publish: async (wakeUps) => {
      if (state.away) throw new Error('away');
      published.push(...wakeUps.map(({ runId }) => runId));
    },
    consume: async () => ({ close: async () => undefined }),
    onReconnect: (listener) => {
      back = listener;
    },
    health: () => ({ ok: !state.away, detail: 'scripted', words: { en: 'scripted', zh: '脚本' } }),
    close: async () => undefined,
  };
  return { broker, state };
}

/** A store of which writing can be made to fail. */
function unreliable(store: Store) {
  const state = { down: false };
  const wrapped: Store = {
    history: store.history,
    refusal: () => store.refusal(),
    statements: () => store.statements(),
    close: () => store.close(),
    write: (command) =>
      state.down
        ? Promise.reject(
            new DroverError('store_unavailable', { en: 'down', zh: '停了' }, { kind: 'operational' }),
          )
        : store.write(command),
  };
  return { wrapped, state };
}

describe('another configuration', () => {
  let herd: Herd;
  afterEach(() => herd.close());

  it('is in force for every command that follows: waiters of a widened or removed limit go on', async () => {
    herd = openHerd({ limits: { 'flow:sync': 1, 'platform:pdd': 2 } });
    await herd.node('n1', { slots: 3 });
    const ids = [
      await herd.made({ shop: '1' }),
      await herd.made({ shop: '2' }),
      await herd.made({ shop: '3' }),
    ];
    expect(await herd.states(ids)).toEqual(['queued', 'blocked', 'blocked']);
    await herd.dispatcher.configure(flowCatalog([flowNamed('sync')], { 'platform:pdd': 2 }));
    expect(await herd.states(ids)).toEqual(['queued', 'queued', 'blocked']);
    expect(await herd.blocker(ids[2] ?? '')).toBe('platform:pdd');
    expect(herd.dispatcher.catalog.names()).toEqual(['sync']);
    await herd.dispatcher.configure(flowCatalog([], { 'platform:pdd': 3 }));
    expect(await herd.states(ids)).toEqual(['queued', 'queued', 'queued']);
    await expectSound(herd, ids);
  });

  it('is not in force, nor anything of it, when its change fails', async () => {
    herd = openHerd({ limits: { 'flow:sync': 1 } });
    await herd.node('n1');
    const ids = [await herd.made({ shop: '1' }), await herd.made({ shop: '2' })];
    const { catalog } = herd.dispatcher;
    const failing = herd.dispatcher.configure(flowCatalog([flowNamed('goods')], {}), () =>
      Promise.reject(new Error('no')),
    );
    // Committed in the same group, or tried again without it.
    const third = herd.made({ shop: '3' });
    await expect(failing).rejects.toThrow('no');
    expect(catalog.names()).toEqual(['sync', 'goods', 'reply']);
    expect(catalog.limits).toEqual({ 'flow:sync': 1 });
    expect(await herd.states([...ids, await third])).toEqual(['queued', 'blocked', 'blocked']);
  });
});

describe('a broker elsewhere', () => {
  let herd: Herd;
  let remote: ReturnType<typeof remoteBroker>;
  beforeEach(async () => {
    remote = remoteBroker();
    herd = openHerd({ broker: remote.broker });
    await herd.node('n1');
  });
  afterEach(() => herd.close());
  const pending = async (): Promise<string[]> =>
    (await herd.store.write((tx) => tx.wakeUpsPending(10))).map(({ id }) => id);

  it("has each wake-up marked in the run's row until it has confirmed it", async () => {
    const id = await herd.made();
    await expect.poll(pending).toEqual([]);
    expect(remote.state.published).toEqual([id]);
    await expectSound(herd, [id]);
  });

  it('that is away costs nothing but time: submissions are accepted, wake-ups sent when it is back', async () => {
    remote.state.away = true;
    const ids = [await herd.made({ shop: '1' }), await herd.made({ shop: '2' })];
    expect(await herd.states(ids)).toEqual(['queued', 'queued']);
    expect(await pending()).toEqual(ids);
    remote.state.away = false;
    remote.state.comeBack();
    await expect.poll(pending).toEqual([]);
    expect(remote.state.published).toEqual(ids);
  });

  it('gets again what a server that died had not had confirmed', async () => {
    remote.state.away = true;
    const id = await herd.made();
    const next = remoteBroker();
    const restarted = openHerd({ store: herd.store, clock: herd.clock, broker: next.broker });
    await restarted.dispatcher.recover();
    expect(next.state.published).toEqual([id]);
    expect(await pending()).toEqual([]);
  });

  it('is told nothing of a run that holds no room', async () => {
    await herd.made();
    await herd.made();
    await expect.poll(() => remote.state.published).toHaveLength(1);
    expect(await pending()).toEqual([]);
  });
});

describe('a start', () => {
  it('places what waits though there is room, as a crash may have left it', async () => {
    const herd = openHerd();
    await herd.node('n1');
    const [first, second] = [await herd.made(), await herd.made()];
    // As when the process died between freeing a key and settling the rest of its waiters.
    await herd.store.write(async (tx) => {
      const run = await tx.runById(first);
      if (run === undefined) return;
      await tx.updateRun(run, { state: 'cancelled', endedAt: 5, revision: run.revision + 1 });
      await tx.appendEvent(run.seq, run.revision + 1, 5, {
        kind: 'state',
        from: 'queued',
        to: 'cancelled',
        attempt: 0,
      });
      await tx.releaseAll(run.seq);
    });
    expect(await herd.states([second])).toEqual(['blocked']);
    await herd.dispatcher.recover();
    expect(await herd.states([second])).toEqual(['queued']);
    await expectSound(herd, [first, second]);
    await herd.close();
  });

  it('applies limits that the configuration has gained or lost meanwhile', async () => {
    const herd = openHerd({ limits: { 'platform:pdd': 1 } });
    await herd.node('n1');
    const ids = [await herd.made({ shop: '1' }), await herd.made({ shop: '2' })];
    expect(await herd.states(ids)).toEqual(['queued', 'blocked']);
    await openHerd({ store: herd.store, clock: herd.clock, limits: {} }).dispatcher.recover();
    expect(await herd.states(ids)).toEqual(['queued', 'queued']);
    await openHerd({
      store: herd.store,
      clock: herd.clock,
      limits: { 'platform:pdd': 1 },
    }).dispatcher.recover();
    expect(await herd.states(ids)).toEqual(['queued', 'queued']);
    await herd.close();
  });

  it('changes nothing where all is well', async () => {
    const herd = openHerd();
    const node = await herd.node('n1');
    const ids = [await herd.made(), await herd.made(), await herd.made({ shop: '2', delayMs: 5 })];
    await node.claim();
    await herd.dispatcher.command((work) =>
      pauseShop(work, 'pdd', '2', { at: 0, by: null, note: null, cause: 'person' }),
    );
    const before = await Promise.all(ids.map((id) => herd.run(id)));
    await herd.dispatcher.recover();
    expect(await Promise.all(ids.map((id) => herd.run(id)))).toEqual(before);
    await herd.close();
  });
});

describe('what follows a commit', () => {
  it('is told to every listener: queued runs, new classes, cancels, the nearest time', async () => {
    const herd = openHerd();
    const told: unknown[] = [];
    herd.dispatcher.listen({
      queued: (id) => void told.push(['queued', id]),
      newClass: (key) => void told.push(['class', key.name]),
      cancel: (_node, run, attempt) => void told.push(['cancel', run, attempt]),
      wakeAt: (at) => void told.push(['wake', at]),
    });
    const node = await herd.node('n1');
    const id = await herd.made({ expiresMs: 9000 });
    await node.claim();
    await herd.cancel(id);
    expect(told).toEqual([
      ['queued', id],
      ['class', 'pool:default:sync:'],
      ['wake', herd.clock.now() + 9000],
      ['cancel', id, 1],
    ]);
    await herd.close();
  });

  it('does not happen when the commit does not', async () => {
    const herd = openHerd();
    const told: unknown[] = [];
    herd.dispatcher.listen({ queued: (id) => void told.push(id), wakeAt: (at) => void told.push(at) });
    await expect(
      herd.dispatcher.command(async (work) => {
        work.effects.wakeUps.push({ pool: 'default', runId: 'x', priority: 1 });
        throw new Error('on purpose');
      }),
    ).rejects.toThrow('on purpose');
    expect(told).toEqual([]);
    await herd.close();
  });

  it('is tried again when the store is away: waiters left to the next transaction are not forgotten', async () => {
    const { wrapped, state } = unreliable(openSqliteStore({ path: ':memory:' }));
    const herd = openHerd({ store: wrapped, limits: { 'flow:goods': 1 } });
    const node = await herd.node('n1', { slots: 5 });
    const holder = await herd.made({ shop: 's' });
    await herd.made({ flow: 'goods', shop: 'elsewhere' });
    await node.claim();
    for (let n = 0; n < 70; n += 1) await herd.made({ flow: 'goods', shop: 's', priority: 9 });
    const free = await herd.made({ shop: 's', priority: 1 });
    await herd.dispatcher.command(async (work) => {
      await endAttempt(work, holder, 1, node.key, {
        outcome: 'succeeded',
        code: 0,
        error: null,
        output: null,
      });
      state.down = true;
    });
    await herd.clock.settle();
    state.down = false;
    expect(await herd.states([free])).toEqual(['blocked']);
    await herd.clock.advance(500);
    await expect.poll(() => herd.states([free])).toEqual(['queued']);
    await herd.close();
  });
});
