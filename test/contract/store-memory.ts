import { describe, expect, it } from 'vitest';
import type { OnceRecord } from '../../src/ports/memory.ts';
import { at, insertRun } from '../support/stored-records.ts';
import type { StoreOfTest } from './open-store.ts';

const holder = (key: string, more: Partial<OnceRecord> = {}): OnceRecord => ({
  key,
  runSeq: 1,
  runId: 'a',
  attempt: 1,
  done: false,
  value: null,
  expiresAt: at + 1000,
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
        await tx.putOnce(holder('mail', { attempt: 2, done: true, value: '{"id":7}' }));
        await tx.putOnce(holder('later', { expiresAt: at + 5000 }));
        await tx.putOnce(holder('gone'));
        await tx.deleteOnce('gone');
      });
      const mail = holder('mail', { attempt: 2, done: true, value: '{"id":7}' });
      expect(await store.write((tx) => tx.once('mail'))).toEqual(mail);
      expect(await store.write((tx) => tx.once('gone'))).toBeUndefined();
      await store.write((tx) => tx.pruneOnce(at + 999, 10));
      expect(await store.write((tx) => tx.once('mail'))).toBeDefined();
      await store.write((tx) => tx.pruneOnce(at + 1000, 10));
      expect(await store.write((tx) => tx.once('mail'))).toBeUndefined();
      expect(await store.write((tx) => tx.once('later'))).toBeDefined();
    });
  });
}
