import { describe, expect, it } from 'vitest';
import { DroverError } from '../../src/domain/drover-error.ts';
import { insertRun } from '../support/stored-records.ts';
import type { StoreOfTest } from './open-store.ts';

/** Commands: grouped commits, isolation of a faulty one, order, durability. */
export function storeCommandsContract(ofTest: StoreOfTest): void {
  describe('commands', () => {
    it('see what those before them wrote, in the order in which they were given', async () => {
      const { store } = ofTest();
      const seen = await Promise.all(
        Array.from({ length: 400 }, (_, n) =>
          store.write(async (tx) => {
            const count = Number((await tx.setting('count')) ?? 0);
            await tx.putSetting('count', String(count + 1));
            return [n, count];
          }),
        ),
      );
      expect(seen).toEqual(Array.from({ length: 400 }, (_, n) => [n, n]));
      expect(await store.write((tx) => tx.setting('count'))).toBe('400');
    });

    it('that throw fail alone, with what they threw, and leave nothing behind', async () => {
      const { store } = ofTest();
      const fault = new DroverError('duplicate_run', { en: 'on purpose', zh: '故意' });
      const results = await Promise.allSettled([
        store.write((tx) => tx.putSetting('first', 'kept')),
        store.write(async (tx) => {
          await tx.putSetting('first', 'spoilt');
          await tx.putSetting('second', 'spoilt');
          await insertRun(tx, 'run-1');
          throw fault;
        }),
        store.write((tx) => tx.setting('first')),
        store.write((tx) => tx.putSetting('third', 'kept')),
      ]);
      expect(results.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'fulfilled',
      ]);
      expect(results[1]).toMatchObject({ reason: fault });
      expect(results[2]).toMatchObject({ value: 'kept' });
      const after = await store.write(async (tx) => [
        await tx.setting('first'),
        await tx.setting('second'),
        await tx.setting('third'),
        await tx.runById('run-1'),
      ]);
      expect(after).toEqual(['kept', undefined, 'kept', undefined]);
    });

    it('that throw leave runs, keys and room as they were, also for who reads them again and again', async () => {
      const { store } = ofTest();
      const { run, key, other } = await store.write(async (tx) => {
        const made = await tx.insertKey('shop:pdd:1', 2, null);
        const first = await insertRun(tx, 'run-1', { state: 'queued' });
        await tx.hold(made.id, first.seq);
        return { run: first, key: made, other: await tx.insertKey('shop:pdd:2', 1, null) };
      });
      const read = (): Promise<unknown> =>
        store.write(async (tx) => [
          await tx.run(run.seq),
          await tx.runById('run-1'),
          await tx.key(key.name),
          await tx.keyById(other.id),
          await tx.heldCount(key.id),
          await tx.heldBy(run.seq),
          await tx.key('shop:pdd:3'),
          await tx.runById('run-2'),
        ]);
      const before = await read();
      let rolledBack = 0;
      const spoilt = store.write(async (tx) => {
        await tx.updateRun(run, { state: 'running', attempt: 1, node: 3, startedAt: 5 });
        await tx.releaseAll(run.seq);
        await tx.setKeyRoom(key.id, 9);
        await tx.setKeyClosed(key.id, { at: 5, by: null, note: null, cause: 'person' });
        await tx.deleteKey(other.id);
        await tx.insertKey('shop:pdd:3', 1, null);
        rolledBack = (await insertRun(tx, 'run-2')).seq;
        await tx.hold(key.id, rolledBack);
        throw new Error('on purpose');
      });
      await expect(spoilt).rejects.toThrow('on purpose');
      expect(await read()).toEqual(before);
      // A number that was given to a run that never was may be given again.
      const next = await store.write((tx) => insertRun(tx, 'run-3'));
      expect(await store.write(async (tx) => [await tx.run(next.seq), await tx.heldBy(next.seq)])).toEqual([
        next,
        [],
      ]);
      if (rolledBack !== next.seq) expect(await store.write((tx) => tx.run(rolledBack))).toBeUndefined();
    });

    it('may change what they are given without changing the store', async () => {
      const { store } = ofTest();
      const run = await store.write((tx) => insertRun(tx, 'run-1', { params: { a: 1 } }));
      const original = structuredClone(run);
      await store.write(async (tx) => {
        run.state = 'failed';
        for (const found of [
          await tx.run(run.seq),
          await tx.runById('run-1'),
          ...(await tx.due(Number.MAX_SAFE_INTEGER, 9)),
        ]) {
          if (found !== undefined) Object.assign(found, { state: 'failed', attempt: 9, params: {} });
        }
      });
      expect(await store.write((tx) => tx.run(original.seq))).toEqual(original);
      expect((await store.history.run('run-1'))?.run).toEqual(original);
    });

    it('that the database refuses fail alone too, and the store goes on', async () => {
      const { store } = ofTest();
      await store.write((tx) => insertRun(tx, 'run-1'));
      const results = await Promise.allSettled([
        store.write((tx) => insertRun(tx, 'run-2')),
        store.write((tx) => insertRun(tx, 'run-1')),
        store.write((tx) => insertRun(tx, 'run-3')),
      ]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      const found = await store.write(async (tx) => [await tx.runById('run-2'), await tx.runById('run-3')]);
      expect(found.map((run) => run?.id)).toEqual(['run-2', 'run-3']);
    });

    it('given from within another are run after it, not inside of it', async () => {
      const { store } = ofTest();
      const order: string[] = [];
      let inner: Promise<void> | undefined;
      await store.write(async (tx) => {
        inner ??= store.write(async (later) => {
          order.push(`inner sees ${String(await later.setting('outer'))}`);
        });
        await tx.putSetting('outer', 'done');
        order.push('outer');
      });
      await inner;
      expect(order).toEqual(['outer', 'inner sees done']);
    });

    it('are still done when they were given before the close; later ones are refused', async () => {
      const { store, reopen } = ofTest();
      const last = Array.from({ length: 300 }, (_, n) => store.write((tx) => tx.putSetting(`k${n}`, 'v')));
      const closed = store.close();
      await expect(store.write((tx) => tx.setting('k1'))).rejects.toMatchObject({ code: 'shutting_down' });
      await Promise.all(last);
      await closed;
      if (reopen === null) return;
      const again = await reopen();
      expect(await again.write((tx) => tx.setting('k299'))).toBe('v');
      await again.close();
    });

    it('are there after the store is opened again', async (context) => {
      const { store, reopen } = ofTest();
      if (reopen === null) return context.skip('this store keeps nothing');
      const seq = await store.write(async (tx) => {
        const { seq: first } = await insertRun(tx, 'run-1', { params: { day: '元旦' } });
        await tx.appendEvent(first, 1, 5, { kind: 'state', from: null, to: 'scheduled', attempt: 0 });
        return first;
      });
      await store.close();
      const again = await reopen();
      expect(await again.write((tx) => tx.runById('run-1'))).toMatchObject({ seq, params: { day: '元旦' } });
      const next = await again.write((tx) => insertRun(tx, 'run-2'));
      expect(next.seq).toBeGreaterThan(seq);
      expect(await again.history.events('run-1', 0, 10)).toHaveLength(1);
      await again.close();
    });

    it('and reads are counted; at rest nothing is', async () => {
      const { store } = ofTest();
      const before = store.statements();
      await store.write((tx) => tx.setting('x'));
      await store.history.liveCounts();
      const after = store.statements();
      expect(after).toBeGreaterThan(before);
      expect(store.statements()).toBe(after);
    });
  });
}
