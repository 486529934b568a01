import { describe, expect, it } from 'vitest';
import type { OnceFilter, OnceRecord } from '../../src/domain/once.ts';
import type { StoreTx } from '../../src/ports/store.ts';
import { at, insertRun } from '../support/stored-records.ts';
import type { StoreOfTest } from './open-store.ts';

const holder = (key: string, more: Partial<OnceRecord> = {}): OnceRecord => ({
  key,
  runSeq: 1,
  runId: 'a',
  attempt: 1,
  beganAt: at,
  phase: 'begun',
  value: null,
  expiresAt: at + 1000,
  settled: null,
  ...more,
});

/** Values of steps, and side effects that happen once. */
export function storeMemoryContract(ofTest: StoreOfTest): void {
  describe('values of steps', () => {
    it('are kept under their run and name, the last one counts, and no value is not null', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        await tx.putMemo(1, { name: 'b', code: 'c1', value: '{"n":1}' });
        await tx.putMemo(1, { name: 'b', code: 'c2', value: '"é"' });
        await tx.putMemo(1, { name: 'a', code: 'c1', value: null });
        await tx.putMemo(2, { name: 'a', code: 'c1', value: 'null' });
      });
      const read = await store.write(async (tx) => ({
        of1: await tx.memos(1),
        of2: await tx.memos(2),
        of3: await tx.memos(3),
        size: await tx.memoSize(1, 'a'),
        others: await tx.memoSize(1, 'b'),
      }));
      expect(read.of1).toEqual([
        { name: 'a', code: 'c1', value: null },
        { name: 'b', code: 'c2', value: '"é"' },
      ]);
      expect(read.of2).toEqual([{ name: 'a', code: 'c1', value: 'null' }]);
      expect(read.of3).toEqual([]);
      expect([read.size, read.others]).toEqual([3, 0]);
    });

    it('go with their run', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const run = await insertRun(tx, 'old', { state: 'succeeded', endedAt: at });
        await tx.putMemo(run.seq, { name: 'a', code: 'c', value: '1' });
        expect(await tx.deleteEndedRuns([run.seq])).toBe(1);
        expect(await tx.memos(run.seq)).toEqual([]);
      });
    });
  });

  describe('side effects that happen once', () => {
    it('have one holder each, until it is replaced, deleted or pruned after its time', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        expect(await tx.once('mail')).toBeUndefined();
        await tx.putOnce(holder('mail'));
        await tx.putOnce(holder('mail', { attempt: 2, phase: 'done', value: '{"id":7}' }));
        await tx.putOnce(holder('later', { expiresAt: at + 5000 }));
        await tx.putOnce(holder('gone'));
        await tx.deleteOnce('gone');
      });
      const mail = holder('mail', { attempt: 2, phase: 'done', value: '{"id":7}' });
      expect(await store.write((tx) => tx.once('mail'))).toEqual(mail);
      expect(await store.write((tx) => tx.once('gone'))).toBeUndefined();
      await store.write((tx) => tx.pruneOnce(at + 999, 10));
      expect(await store.write((tx) => tx.once('mail'))).toBeDefined();
      await store.write((tx) => tx.pruneOnce(at + 1000, 10));
      expect(await store.write((tx) => tx.once('mail'))).toBeUndefined();
      expect(await store.write((tx) => tx.once('later'))).toBeDefined();
    });

    it('are settled only while the attempt holds them as it did, and in their time', async () => {
      const { store } = ofTest();
      const mail = holder('mail');
      const settled = { happened: true, by: 'ann', at: at + 10, note: '看过了', runId: 'a', attempt: 1 };
      const done = { phase: 'done', value: '{"é":1}', settled } as const;
      await store.write((tx) => tx.putOnce(mail));
      const settle = (held: OnceRecord, to: Parameters<StoreTx['settleOnce']>[1]) =>
        store.write((tx) => tx.settleOnce(held, to));
      expect(await settle(holder('other'), done)).toBe(false);
      expect(await settle({ ...mail, attempt: 2 }, done)).toBe(false);
      expect(await settle({ ...mail, runSeq: 2 }, done)).toBe(false);
      expect(await settle({ ...mail, phase: 'freed' }, done)).toBe(false);
      expect(await settle(mail, { ...done, settled: { ...settled, at: mail.expiresAt } })).toBe(false);
      expect(await store.write((tx) => tx.once('mail'))).toEqual(mail);
      const verdicts = await Promise.all([
        settle(mail, done),
        settle(mail, { phase: 'freed', value: null, settled: { ...settled, happened: false } }),
      ]);
      expect(verdicts).toEqual([true, false]);
      expect(await store.write((tx) => tx.once('mail'))).toEqual({ ...mail, ...done });
    });

    it('are listed in their time, the last begun first, by state, key, run and time, and paged', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const run = await insertRun(tx, 'runs', { state: 'running', attempt: 2, node: 1 });
        const later = { beganAt: at + 50, expiresAt: at + 9000 };
        await tx.putOnce(holder('over'));
        await tx.putOnce(holder('lost', { ...later, runSeq: run.seq, runId: 'runs', attempt: 1 }));
        await tx.putOnce(holder('at it', { ...later, runSeq: run.seq, runId: 'runs', attempt: 2 }));
        await tx.putOnce(holder('gone', { ...later, runSeq: 999, runId: 'gone', beganAt: at + 60 }));
        await tx.putOnce(holder('done', later));
        await tx.putOnce(holder('freed', { ...later, phase: 'freed' }));
        // In its place.
        await tx.putOnce(holder('done', { ...later, phase: 'done', value: '1' }));
      });
      const page = (filter: OnceFilter, limit = 10, cursor: string | null = null) =>
        store.history.onceKeys(filter, at + 1000, limit, cursor);
      const keys = async (filter: OnceFilter) => (await page(filter)).items.map(({ once }) => once.key);
      expect(await keys({})).toEqual(['freed', 'done', 'gone', 'at it', 'lost']);
      expect((await page({ key: 'at it' })).items).toMatchObject([{ once: { attempt: 2 }, underWay: true }]);
      expect((await page({ key: 'done' })).items).toMatchObject([
        { once: { phase: 'done', value: '1', settled: null }, underWay: false },
      ]);
      expect(await keys({ states: ['unknown'] })).toEqual(['gone', 'lost']);
      expect(await keys({ states: ['under_way'] })).toEqual(['at it']);
      expect(await keys({ states: ['done', 'freed'] })).toEqual(['freed', 'done']);
      expect(await keys({ states: ['freed', 'unknown'] })).toEqual(['freed', 'gone', 'lost']);
      expect(await keys({ runId: 'runs' })).toEqual(['at it', 'lost']);
      expect(await keys({ key: 'over' })).toEqual([]);
      expect(await keys({ from: at + 60 })).toEqual(['gone']);
      expect(await keys({ to: at + 60 })).toEqual(['freed', 'done', 'at it', 'lost']);
      const first = await page({}, 2);
      const second = await page({}, 2, first.next);
      const third = await page({}, 2, second.next);
      const paged = [first, second, third].flatMap(({ items }) => items.map(({ once }) => once.key));
      expect(paged).toEqual(['freed', 'done', 'gone', 'at it', 'lost']);
      expect(third.next).toBeNull();
      await expect(page({}, 2, 'x')).rejects.toMatchObject({ code: 'bad_cursor' });
    });
  });
}
