import { describe, expect, it } from 'vitest';
import type { BackfillRecord, FanOutRecord } from '../../src/domain/schedule/backfill-record.ts';
import { newRecord } from '../../src/domain/schedule/file-changes.ts';
import type { SlotRecord } from '../../src/domain/schedule/schedule-record.ts';
import { at, insertRun } from '../support/stored-records.ts';
import { testSchedule } from '../support/test-schedule.ts';
import type { StoreOfTest } from './open-store.ts';

const definition = testSchedule('daily', 'sync');
const slot: SlotRecord = {
  ...{ schedule: 1, at, lastAt: at, count: 1, dueAt: at, decidedAt: at + 5, state: 'ran', reason: null },
  ...{ detail: null, runs: 1, attached: 0, leftOut: 0, runId: 'a', batchId: null, backfillId: null },
};
const backfill: BackfillRecord = {
  ...{ id: 'b1', schedule: 1, scheduleName: 'daily', definition, from: at, to: at + 9, only: 'gaps' },
  ...{ ignoreCalendars: true, ratePerSecond: 0.5, atOnce: 3, note: 'n', createdBy: 'ann', createdAt: at },
  ...{ total: 4, state: 'running', done: 0, skipped: 0, failed: 0, runs: 0, attached: 0, cursor: at - 1 },
  ...{ shop: null, endedAt: null, faults: [] },
};

/** Schedules, the records of their slots, and backfills. */
export function storeSchedulesContract(ofTest: StoreOfTest): void {
  describe('schedules', () => {
    it('keep their mark: it moves from where it was read only, and never back by an edit', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const key = await tx.putSchedule(newRecord(definition, 'file', at, null));
        expect(await tx.moveDecidedTo(key, at - 1, at + 50)).toBe(false);
        expect(await tx.moveDecidedTo(key, at, at + 50)).toBe(true);
        const [kept] = await tx.schedules();
        expect(kept).toMatchObject({ key, decidedTo: at + 50 });
        await tx.putSchedule({ ...newRecord(definition, 'file', at, null), key, decidedTo: at });
        expect((await tx.schedules()).map(({ decidedTo }) => decidedTo)).toEqual([at + 50]);
      });
    });

    it('have one record for each slot, or one for many in a row, which gives one away', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        await tx.putSchedule(newRecord(definition, 'file', at, null));
        expect(await tx.insertSlot(slot)).toBe(true);
        expect(await tx.insertSlot({ ...slot, runs: 9 })).toBe(false);
        const many = { ...slot, at: at + 10, lastAt: at + 30, count: 3, state: 'missed' as const, runs: 0 };
        await tx.insertSlot(many);
        expect(await tx.slotRecord(1, at + 20)).toEqual(many);
        expect(await tx.slotRecord(1, at + 31)).toBeUndefined();
        expect(await tx.slotRecord(1, at + 5)).toBeUndefined();
        await tx.takeFromGathered(1, at + 10, at + 20);
        expect(await tx.slotRecord(1, at + 10)).toBeUndefined();
        await tx
          .insertSlot({ ...slot, at: at + 20, lastAt: at + 20 })
          .then((made) => expect(made).toBe(false));
        await tx.takeFromGathered(1, at + 20, at + 30);
        await tx.insertSlot({ ...slot, at: at + 20, lastAt: at + 20 });
        expect(await tx.slotRecord(1, at + 30)).toMatchObject({ at: at + 30, count: 1 });
        await tx.takeFromGathered(1, at + 30, at + 30);
        expect(await tx.slotRecord(1, at + 30)).toBeUndefined();
        await tx.updateSlot({
          ...slot,
          state: 'skipped',
          reason: 'overlap',
          leftOut: 2,
          detail: { runId: 'x' },
        });
      });
      const page = await store.history.slots({ schedule: 1 }, 10, null);
      expect(page.items.map(({ slot: one }) => [one.at - at, one.state, one.leftOut])).toEqual([
        [20, 'ran', 0],
        [0, 'skipped', 2],
      ]);
      expect(await store.history.slotStands(1, at, at + 20, 10)).toMatchObject([{ at, state: 'skipped' }]);
    });

    it('keep what was decided lately of slots from before, and tell the earliest one that has not only a backfill', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const key = await tx.putSchedule(newRecord(definition, 'file', at, null));
        expect(await tx.firstSlotAt(key)).toBeNull();
        await tx.insertSlot({ ...slot, at: at + 1, lastAt: at + 1, decidedAt: at + 9, reason: 'backfill' });
        await tx.insertSlot({ ...slot, at: at + 2, lastAt: at + 2, decidedAt: at + 9 });
        expect(await tx.firstSlotAt(key)).toBe(at + 2);
        expect(await tx.pruneSlots(at + 5, 10)).toBe(1);
        expect(await tx.slotRecord(key, at + 2)).toBeDefined();
        expect(await tx.pruneSlots(at + 10, 10)).toBe(1);
      });
    });

    it('lose old records with their alerts and ended backfills, and nothing else', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const key = await tx.putSchedule(newRecord(definition, 'file', at, null));
        for (const n of [0, 1, 2])
          await tx.insertSlot({ ...slot, at: at + n, lastAt: at + n, decidedAt: at + n });
        const words = { en: 'missed', zh: '错过' };
        for (const n of [0, 2])
          await tx.appendSlotEvent(key, at, {
            ...{ kind: 'slot', scheduleId: 'daily', flow: 'sync', alert: 'missed', reason: 'too_old', words },
            ...{ slotAt: at + n, lastSlotAt: at + n, count: 1, lateMs: null },
          });
        await tx.insertBackfill({ ...backfill, state: 'done', endedAt: at });
        await tx.insertBackfill({ ...backfill, id: 'b2' });
        await tx.moveDecidedTo(key, at, at + 2);
      });
      expect(await store.write((tx) => tx.pruneSlots(at + 2, 1))).toBe(2);
      expect(await store.write((tx) => tx.pruneSlots(at + 2, 10))).toBe(1);
      expect(await store.write((tx) => tx.pruneSlots(at + 2, 10))).toBe(0);
      const kept = await store.history.slots({}, 10, null);
      expect(kept.items.map(({ slot: one }) => one.at - at)).toEqual([2]);
      const { items } = await store.history.feed(0, 10, 10_000);
      expect(items).toMatchObject([{ runId: null, event: { alert: 'missed', slotAt: at + 2 } }]);
      expect((await store.history.backfills(null, 10, null)).items.map((one) => one.backfill.id)).toEqual([
        'b2',
      ]);
      const [schedule] = await store.write((tx) => tx.schedules());
      expect(schedule?.decidedTo).toBe(at + 2);
    });

    it('know their live runs, in a shop or in none, and how long the last ones took', async () => {
      const { store } = ofTest();
      await store.write(async (tx) => {
        const of = { scheduleId: 'daily', slotAt: at };
        await insertRun(tx, 'one', { ...of, shopId: '1', wakeAt: at });
        await insertRun(tx, 'two', { ...of, shopId: '2', wakeAt: at, batchId: 'b1' });
        await insertRun(tx, 'none', { ...of, shopId: null, wakeAt: at });
        await insertRun(tx, 'other', { ...of, scheduleId: 'other', shopId: '1', wakeAt: at });
        await insertRun(tx, 'ended', {
          ...of,
          shopId: '1',
          state: 'succeeded',
          startedAt: at,
          endedAt: at + 7,
        });
        const live = async (shop: string | null) =>
          (await tx.liveRunsOfSchedule('daily', shop === null ? null : { platform: 'pdd', id: shop })).map(
            ({ id }) => id,
          );
        expect(await live('1')).toEqual(['one']);
        expect(await live(null)).toEqual(['none']);
        expect(await live('3')).toEqual([]);
        expect(await tx.liveRunsInBatch('b1')).toBe(1);
      });
      expect(await store.history.scheduleDurations(['daily', 'other'], 5)).toEqual({ daily: [7] });
    });
  });

  describe('backfills and slots served in part', () => {
    it('are kept as they are, and found while there is something to do', async () => {
      const { store } = ofTest();
      const place = { platform: 'pdd', id: '7' };
      const fanOut: FanOutRecord = {
        ...{
          schedule: 1,
          scheduleName: 'daily',
          at,
          definition,
          missed: true,
          batchId: 'batch',
          shop: place,
        },
      };
      const progress = {
        ...{ state: 'paused' as const, done: 1, skipped: 2, failed: 3, runs: 4, attached: 5, cursor: at },
        ...{ shop: place, endedAt: at + 1, faults: [{ at, code: 'c', message: 'm' }] },
      };
      await store.write(async (tx) => {
        await tx.insertBackfill(backfill);
        await tx.insertBackfill({ ...backfill, id: 'b2', schedule: 2 });
        expect((await tx.runningBackfills()).map(({ id }) => id)).toEqual(['b1', 'b2']);
        await tx.updateBackfill('b1', progress);
        expect(await tx.backfillById('b1')).toEqual({ ...backfill, ...progress });
        expect((await tx.runningBackfills()).map(({ id }) => id)).toEqual(['b2']);
        expect(await tx.backfillById('b3')).toBeUndefined();
        await tx.putFanOut(fanOut);
        await tx.putFanOut({ ...fanOut, shop: { platform: 'pdd', id: '8' } });
        expect(await tx.fanOuts()).toEqual([{ ...fanOut, shop: { platform: 'pdd', id: '8' } }]);
        expect(await tx.fanOut(1, at)).toMatchObject({ missed: true });
        await tx.deleteFanOut(1, at);
        expect(await tx.fanOut(1, at)).toBeUndefined();
        await insertRun(tx, 'r', { batchId: 'b1', state: 'succeeded', endedAt: at });
      });
      expect(await store.history.backfill('b1')).toMatchObject({ counts: { succeeded: 1 } });
      const page = await store.history.backfills(null, 1, null);
      expect(page.items.map((one) => one.backfill.id)).toEqual(['b2']);
      expect((await store.history.backfills(null, 1, page.next)).items).toHaveLength(1);
      expect((await store.history.backfills(1, 5, null)).items.map((one) => one.backfill.id)).toEqual(['b1']);
    });
  });
}
