import { describe, expect, it } from 'vitest';
import type { BulkJobRecord } from '../../src/domain/bulk-job.ts';
import { at, insertRun } from '../support/stored-records.ts';
import type { StoreOfTest } from './open-store.ts';

const job: BulkJobRecord = {
  id: 'job_1',
  action: 'retry',
  filter: { cause: 'EXIT: exit <n>', seqs: [3, 5], from: at },
  runs: null,
  edit: { mergeParams: { date: null, 店铺: 1 }, priority: 9 },
  note: '重试',
  ratePerSecond: 12.5,
  createdBy: 'ann',
  createdAt: at,
  until: 7,
  total: 5,
  state: 'running',
  done: 0,
  failed: 0,
  cursor: 0,
  endedAt: null,
  faults: [],
};

/** Dead letters, messages that were not understood, and bulk jobs. */
export function storeDeadLettersContract(ofTest: StoreOfTest): void {
  const seed = () =>
    ofTest().store.write(async (tx) => {
      const runs = [
        { id: 'a', flow: 'sync', platform: 'pdd', shopId: '1', batchId: 'b1', cause: 'EXIT: exit <n>' },
        { id: 'b', flow: 'goods', platform: 'pdd', shopId: '2', batchId: 'b1', cause: 'EXIT: exit <n>' },
        { id: 'c', flow: 'goods', platform: 'temu', shopId: '1', batchId: null, cause: 'EXIT: no login' },
        { id: 'd', flow: 'goods', platform: null, shopId: null, batchId: null, cause: 'EXIT_OTHER: x' },
      ];
      for (const [n, { cause, ...run }] of runs.entries()) {
        const { seq } = await insertRun(tx, run.id, { ...run, state: 'failed', endedAt: at + n });
        await tx.insertDeadLetter(seq, at + n, cause);
      }
      return tx.insertUnreadMessage(
        { body: Uint8Array.of(0xff, 0, 10), properties: { key: '任务' } },
        at + 9,
        'MESSAGE: no JSON',
      );
    });

  describe('dead letters', () => {
    it('carry where their run worked, and are narrowed by everything, newest first, in pages', async () => {
      await seed();
      const { history } = ofTest().store;
      const found = async (filter: Parameters<typeof history.deadLetters>[0]) =>
        (await history.deadLetters(filter, 10, null)).items.map(({ letter, run }) => run?.id ?? letter.cause);
      expect(await found({})).toEqual(['MESSAGE: no JSON', 'd', 'c', 'b', 'a']);
      expect(await found({ cause: 'EXIT: exit <n>' })).toEqual(['b', 'a']);
      expect(await found({ type: 'EXIT' })).toEqual(['c', 'b', 'a']);
      expect(await found({ flow: 'goods', platform: 'pdd' })).toEqual(['b']);
      expect(await found({ shopId: '1' })).toEqual(['c', 'a']);
      expect(await found({ batchId: 'b1' })).toEqual(['b', 'a']);
      expect(await found({ from: at + 1, to: at + 3 })).toEqual(['c', 'b']);
      expect(await found({ states: ['retried', 'ignored'] })).toEqual([]);
      expect(await found({ states: ['open'], seqs: [1, 3, 99] })).toEqual(['c', 'a']);
      const pages: string[] = [];
      for (let cursor: string | null = null, n = 0; n === 0 || cursor !== null; n++) {
        const page: Awaited<ReturnType<typeof history.deadLetters>> = await history.deadLetters(
          {},
          2,
          cursor,
        );
        pages.push(...page.items.map(({ letter }) => letter.cause));
        cursor = page.next;
      }
      expect(pages).toHaveLength(5);
      await expect(history.deadLetters({}, 2, 'x')).rejects.toMatchObject({ code: 'bad_cursor' });
    });

    it('are grouped by cause, and counted by state; a selection says how many are open and which was the last', async () => {
      await seed();
      const { history } = ofTest().store;
      const page = await history.deadLetterGroups({ states: ['open'] }, 2, null);
      expect(page.items).toMatchObject([
        {
          cause: 'EXIT: exit <n>',
          count: 2,
          shops: 2,
          flows: 2,
          firstAt: at,
          lastAt: at + 1,
          sample: { run: { id: 'b' } },
        },
        { cause: 'MESSAGE: no JSON', count: 1, shops: 0, flows: 0, sample: { run: null } },
      ]);
      const rest = await history.deadLetterGroups({ states: ['open'] }, 9, page.next);
      expect(rest.items.map((group) => group.cause)).toEqual(['EXIT_OTHER: x', 'EXIT: no login']);
      expect(rest.next).toBeNull();
      expect(await history.deadLetterCounts()).toEqual({ open: 5 });
      expect(await history.deadLetterSelection({ platform: 'pdd' })).toEqual({ count: 2, until: 5 });
    });

    it('are settled once, with who, when and why, only from the state that was seen', async () => {
      const message = await seed();
      const { store } = ofTest();
      await store.write(async (tx) => {
        expect(await tx.settleDeadLetter(1, 'open', 'ignored', { by: 'ann', at, note: '关店' })).toBe(true);
        expect(await tx.settleDeadLetter(1, 'open', 'archived', { by: 'bob', at })).toBe(false);
        expect(await tx.settleDeadLetter(1, 'ignored', 'archived', { by: 'bob', at: at + 1 })).toBe(true);
        expect(await tx.deadLetterBySeq(1)).toMatchObject({
          state: 'archived',
          note: '关店',
          decidedBy: 'bob',
          decidedAt: at + 1,
          retriedAs: null,
        });
        const run = await tx.runById('b');
        expect(await tx.markDeadLetterRetried(run?.seq ?? 0, { by: 'ann', at, retriedAs: 'new' })).toBe(true);
        expect((await tx.openDeadLetters({}, 0, 99, 10)).map((letter) => letter.seq)).toEqual([
          3,
          4,
          message,
        ]);
        expect((await tx.openDeadLetters({}, 3, 4, 10)).map((letter) => letter.seq)).toEqual([4]);
        expect(await tx.openDeadLetters({ seqs: [1, 2] }, 0, 99, 10)).toEqual([]);
      });
      expect((await store.history.deadLetter({ runId: 'b' }))?.letter).toMatchObject({
        state: 'retried',
        retriedAs: 'new',
        runSeq: 2,
        flow: 'goods',
        platform: 'pdd',
        shopId: '2',
      });
    });

    it('keep a message that nobody understood byte for byte', async () => {
      const seq = await seed();
      const found = await ofTest().store.history.deadLetter({ seq });
      expect(found?.run).toBeNull();
      expect([...(found?.message?.body ?? [])]).toEqual([0xff, 0, 10]);
      expect(found?.message?.properties).toEqual({ key: '任务' });
      expect((await ofTest().store.history.deadLetter({ seq: 1 }))?.message).toBeNull();
      expect(await ofTest().store.history.deadLetter({ seq: 99 })).toBeUndefined();
    });

    it('of 100,000 are listed, grouped and selected from without a delay that a person notices', {
      timeout: 60_000,
    }, async () => {
      const { store } = ofTest();
      for (let from = 0; from < 100_000; from += 5000) {
        await store.write(async (tx) => {
          for (let n = from; n < from + 5000; n++)
            await tx.insertDeadLetter(1_000_000 + n, at + n, `EXIT: cause ${n % 7}`);
        });
      }
      const startedAt = performance.now();
      const groups = await store.history.deadLetterGroups({ states: ['open'] }, 50, null);
      await store.history.deadLetters({ states: ['open'], cause: 'EXIT: cause 3' }, 50, null);
      await store.history.deadLetterSelection({ cause: 'EXIT: cause 3' });
      await store.write((tx) => tx.openDeadLetters({ cause: 'EXIT: cause 3' }, 90_000, 100_000, 50));
      expect(performance.now() - startedAt).toBeLessThan(3000);
      expect(groups.items.map((group) => group.count).reduce((a, b) => a + b)).toBe(100_000);
    });
  });

  describe('bulk jobs', () => {
    it('come back as they were put, with their progress', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        await tx.insertBulkJob(job);
        await tx.insertBulkJob({ ...job, id: 'job_2', edit: null, note: null, createdBy: null });
        expect(await tx.bulkJobById('job_1')).toEqual(job);
        const progress = {
          state: 'cancelled' as const,
          done: 2,
          failed: 1,
          cursor: 4,
          endedAt: at + 5,
          faults: [{ seq: 4, code: 'invalid_params', message: '缺少 date' }],
        };
        await tx.updateBulkJob('job_1', progress);
        expect(await tx.bulkJobById('job_1')).toEqual({ ...job, ...progress });
        expect((await tx.runningBulkJobs()).map(({ id }) => id)).toEqual(['job_2']);
        expect(await tx.bulkJobById('job_3')).toBeUndefined();
      });
      expect(await store.history.bulkJob('job_2')).toEqual({
        ...job,
        id: 'job_2',
        edit: null,
        note: null,
        createdBy: null,
      });
      const page = await store.history.bulkJobs(1, null);
      expect(page.items.map(({ id }) => id)).toEqual(['job_2']);
      expect((await store.history.bulkJobs(1, page.next)).items.map(({ id }) => id)).toEqual(['job_1']);
    });
  });
}
