import { describe, expect, it } from 'vitest';
import type { BatchRecord } from '../../src/ports/batches.ts';
import { at, insertRun, newNode } from '../support/stored-records.ts';
import type { StoreOfTest } from './open-store.ts';

const batch: BatchRecord = {
  id: 'b1',
  flow: 'sync',
  createdBy: 'ann',
  createdAt: at,
  asked: 5,
  attached: 0,
  refused: 0,
};

/** Batches, queues, and what looking after the installation needs. */
export function storeUpkeepContract(ofTest: StoreOfTest): void {
  describe('batches', () => {
    it('are made once, and show how far their runs are; a run retried within the batch counts as its retry', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        await tx.ensureBatch(batch);
        await tx.ensureBatch({ ...batch, asked: 99 });
        await tx.setBatchCounts('b1', 1, 2);
        await tx.ensureBatch({ ...batch, id: 'b2', flow: null });
        await insertRun(tx, 'a', { batchId: 'b1', state: 'succeeded', startedAt: at + 5, endedAt: at + 9 });
        await insertRun(tx, 'b', {
          batchId: 'b1',
          state: 'failed',
          startedAt: at + 3,
          endedAt: at + 20,
          retriedAs: 'b-again',
        });
        await insertRun(tx, 'b-again', { batchId: 'b1', state: 'scheduled', wakeAt: at, retryOf: 'b' });
        await insertRun(tx, 'c', { batchId: 'b1', state: 'failed', endedAt: at, retriedAs: 'elsewhere' });
        await insertRun(tx, 'elsewhere', { wakeAt: at });
        await insertRun(tx, 'd', { batchId: 'b2', wakeAt: at });
        expect(await tx.liveRunsOfBatch('b1', 0, 10)).toEqual([3]);
        expect(await tx.liveRunsOfBatch('b1', 3, 10)).toEqual([]);
      });
      expect(await store.history.batch('b1')).toEqual({
        batch: { ...batch, attached: 1, refused: 2 },
        counts: { succeeded: 1, scheduled: 1, failed: 1 },
        held: 0,
        firstStartedAt: at + 5,
        lastEndedAt: at + 9,
      });
      expect(await store.history.batch('b3')).toBeUndefined();
      const page = await store.history.batches(1, null);
      expect(page.items.map((view) => view.batch.id)).toEqual(['b2']);
      expect((await store.history.batches(1, page.next)).items.map((view) => view.batch.id)).toEqual(['b1']);
    });
  });

  describe('queues', () => {
    it('count what runs, is queued and waits, by pool and by key, with the oldest of each', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const shop = await tx.insertKey('shop:pdd:1', 1, null);
        const pool = await tx.insertKey('pool:slow:x:', 0, { pool: 'slow', tags: [], flow: 'x' });
        await tx.setKeyClosed(shop.id, { at, by: null, note: 'n', cause: 'person' });
        await insertRun(tx, 'r', { state: 'running', node: 3 });
        await insertRun(tx, 'q1', { state: 'queued', classKey: 7, queuedAt: at + 4 });
        await insertRun(tx, 'q2', { state: 'queued', classKey: 7, queuedAt: at + 2, rank: 5 });
        await insertRun(tx, 'w1', { state: 'blocked', blockedBy: shop.id, blockedAt: at + 9 });
        await insertRun(tx, 'w2', { state: 'blocked', blockedBy: shop.id, blockedAt: at + 8 });
        await insertRun(tx, 's', { state: 'blocked', blockedBy: pool.id, blockedAt: at, pool: 'slow' });
        await insertRun(tx, 'later', { wakeAt: at });
        await insertRun(tx, 'done', { state: 'succeeded', endedAt: at });
      });
      const { pools, blockers } = await store.history.queues(10);
      expect(pools).toEqual([
        {
          pool: 'default',
          running: 1,
          queued: 2,
          oldestQueuedAt: at + 2,
          waiting: 2,
          oldestWaitingAt: at + 8,
        },
        { pool: 'slow', running: 0, queued: 0, oldestQueuedAt: null, waiting: 1, oldestWaitingAt: at },
      ]);
      expect(blockers).toMatchObject([
        { pool: 'default', key: { name: 'shop:pdd:1', closed: { note: 'n' } }, waiting: 2, oldestAt: at + 8 },
        { pool: 'slow', key: { name: 'pool:slow:x:', room: 0 }, waiting: 1, oldestAt: at },
      ]);
      expect((await store.history.queues(1)).blockers).toHaveLength(1);
      expect(await store.history.queuedAhead(7, 5)).toBe(1);
      const live = await store.write(async (tx) => [
        await tx.liveRuns('waiting', 99, 9),
        await tx.liveRuns('queued', 2, 9),
        await tx.liveRuns('running', 99, 9),
        await tx.lastRunSeq(),
      ]);
      expect(live).toEqual([[4, 5, 6, 7], [2], [1], 8]);
      expect(await store.history.endedRunCount()).toBe(1);
    });
  });

  describe('old records', () => {
    it('are told by age, and deleted bounded; what is named in between stays', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        await insertRun(tx, 'ended', { state: 'succeeded', startedAt: at - 70, endedAt: at, flow: 'f' });
        await insertRun(tx, 'live', { wakeAt: at });
        for (let n = 0; n < 5; n++) await tx.putIdempotent(`k${n}`, 'h', 'ended', at + n);
        await tx.insertUnreadMessage({ body: Uint8Array.of(1), properties: {} }, at, 'MESSAGE: x');
        await tx.insertUnreadMessage({ body: Uint8Array.of(1), properties: {} }, at + 10, 'MESSAGE: x');
        await tx.ensureBatch(batch);
        expect(await tx.pruneIdempotency(at + 4, 3)).toBe(3);
        expect(await tx.pruneIdempotency(at + 4, 3)).toBe(1);
        expect(await tx.pruneRecords(at + 5, 10)).toBe(2);
        expect(await tx.pruneRecords(at + 5, 10)).toBe(0);
        await tx.putSetting('s', '1');
        await tx.deleteSetting('s');
        await tx.deleteSetting('s');
      });
      expect(await store.history.oldRuns(0, 10)).toEqual([
        { seq: 1, id: 'ended', createdAt: at, endedAt: at },
        { seq: 2, id: 'live', createdAt: at, endedAt: null },
      ]);
      expect(await store.history.oldRuns(1, 10)).toHaveLength(1);
      expect(await store.history.recentDurations('f', 5)).toEqual([70]);
      expect(await store.history.settingNow('s')).toBeUndefined();
    });
  });

  describe('maintenance', () => {
    it("shows with a node's session, so that a claim sees it in its own transaction", async () => {
      await ofTest().store.write(async (tx) => {
        const key = await tx.putNode(newNode('n'));
        expect(await tx.nodeSession(key)).toMatchObject({ maintenance: false });
        await tx.putSetting('maintenance', '{}');
        expect(await tx.nodeSession(key)).toMatchObject({ maintenance: true });
      });
    });
  });
}
