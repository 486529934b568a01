import { describe, expect, it } from 'vitest';
import type { BulkJobRecord } from '../../src/domain/bulk-job.ts';
import type { BackfillRecord } from '../../src/domain/schedule/backfill-record.ts';
import { newRecord } from '../../src/domain/schedule/file-changes.ts';
import type { StoreTx } from '../../src/ports/store.ts';
import { at, insertRun } from '../support/stored-records.ts';
import { testSchedule } from '../support/test-schedule.ts';
import { fileParam, putUpload, uploadId } from '../support/uploaded-file.ts';
import type { StoreOfTest } from './open-store.ts';

const params = { file: fileParam('a') };
const definition = testSchedule('daily', 'sync', { params });
const backfill: BackfillRecord = {
  ...{ id: 'b1', schedule: 1, scheduleName: 'daily', definition, from: at, to: at + 9, only: 'gaps' },
  ...{ ignoreCalendars: true, ratePerSecond: 0.5, atOnce: 3, note: null, createdBy: null, createdAt: at },
  ...{ total: 4, state: 'paused', done: 0, skipped: 0, failed: 0, runs: 0, attached: 0, cursor: at - 1 },
  ...{ shop: null, endedAt: null, faults: [] },
};
const job: BulkJobRecord = {
  ...{ id: 'job_1', action: 'retry', filter: {}, runs: null, edit: { mergeParams: params }, note: null },
  ...{ ratePerSecond: 1, createdBy: null, createdAt: at, until: 7, total: 5, state: 'paused', done: 0 },
  ...{ failed: 0, cursor: 0, endedAt: null, faults: [] },
};
const fanOut = {
  ...{ schedule: 1, scheduleName: 'daily', at, definition, missed: false, batchId: 'b' },
  shop: { platform: 'pdd', id: '7' },
};

/** What needs a file: how it comes to, and how it ends at `at + 9`, where it ends of itself. */
const needing: Record<
  string,
  { begin(tx: StoreTx): Promise<unknown>; end(tx: StoreTx): Promise<unknown>; leaves?: 'nothing' }
> = {
  schedule: {
    begin: (tx) => tx.putSchedule(newRecord(definition, 'stored', at, null)),
    end: (tx) => tx.putSchedule({ ...newRecord(definition, 'stored', at, null), key: 1, removedAt: at + 9 }),
  },
  'slot that is served in part': {
    begin: (tx) => tx.putFanOut(fanOut),
    end: (tx) => tx.deleteFanOut(1, at),
    leaves: 'nothing',
  },
  backfill: {
    begin: (tx) => tx.insertBackfill(backfill),
    end: (tx) => tx.updateBackfill('b1', { ...backfill, state: 'cancelled', endedAt: at + 9 }),
  },
  'bulk job that names it anew': {
    begin: (tx) => tx.insertBulkJob(job),
    end: (tx) => tx.updateBulkJob('job_1', { ...job, state: 'done', endedAt: at + 9 }),
  },
  'message that was not understood': {
    begin: (tx) =>
      tx.insertUnreadMessage({ body: Buffer.from(JSON.stringify(params)), properties: {} }, at, 'MESSAGE: x'),
    end: (tx) => tx.settleDeadLetter(1, 'open', 'archived', { by: null, at: at + 9 }),
  },
};

/** Files that people have sent. */
export function storeUploadsContract(ofTest: StoreOfTest): void {
  describe('an uploaded file', () => {
    it.each(Object.entries(needing))(
      'is needed by a %s until it has ended',
      async (_, { begin, end, leaves }) => {
        const { store } = ofTest();
        await putUpload(store, 'a', at);
        await putUpload(store, 'b', at);
        const need = () => store.history.uploadNeed(uploadId('a'));
        expect(await need()).toEqual({ needed: false, endedAt: null });
        await store.write(begin);
        expect(await need()).toEqual({ needed: true, endedAt: null });
        expect(await store.history.uploadNeed(uploadId('b'))).toEqual({ needed: false, endedAt: null });
        await store.write(end);
        expect(await need()).toEqual({ needed: false, endedAt: leaves === 'nothing' ? null : at + 9 });
      },
    );

    it('is needed by each run that has not ended or has an open letter; the last end counts', async () => {
      const { store } = ofTest();
      await putUpload(store, 'a', at);
      const need = () => store.history.uploadNeed(uploadId('a'));
      const [live, died] = await store.write(async (tx) => {
        const runs = [
          await insertRun(tx, 'live', { params, wakeAt: at }),
          await insertRun(tx, 'died', { params, state: 'failed', endedAt: at + 2 }),
          await insertRun(tx, 'done', { params, state: 'succeeded', endedAt: at + 1 }),
        ];
        for (const { seq } of runs) await tx.insertUploadUse(uploadId('a'), seq);
        await tx.insertUploadUse(uploadId('a'), runs[0]?.seq ?? 0);
        await tx.insertDeadLetter(runs[1]?.seq ?? 0, at + 2, 'EXIT: x');
        return runs.map(({ seq }) => seq);
      });
      expect(await need()).toEqual({ needed: true, endedAt: at + 1 });
      await store.write((tx) => tx.settleDeadLetter(1, 'open', 'ignored', { by: null, at: at + 5 }));
      expect(await need()).toEqual({ needed: true, endedAt: at + 5 });
      const ended = await store.write((tx) => tx.deleteEndedRuns([live ?? 0, died ?? 0]));
      expect(ended).toBe(1);
      expect(await need()).toEqual({ needed: true, endedAt: at + 1 });
    });

    it('goes when its time is over, unless it was kept meanwhile; only a whole one can be kept', async () => {
      const { store } = ofTest();
      for (const [word, whole] of [
        ['a', true],
        ['half', false],
      ] as const)
        await putUpload(store, word, at, whole);
      expect(await store.history.uploadsOver(at - 1, 9)).toEqual([]);
      expect(await store.history.uploadsOver(at, 9)).toHaveLength(2);
      expect(await store.history.uploadsOver(at, 1)).toHaveLength(1);
      await store.write(async (tx) => {
        expect(await tx.keepUpload(uploadId('half'), at + 1)).toBe(false);
        expect(await tx.keepUpload(uploadId('a'), at + 1)).toBe(true);
        expect(await tx.keepUpload(uploadId('a'), at)).toBe(true);
        expect(await tx.deleteUploadOver(uploadId('a'), at)).toBe(false);
        expect(await tx.deleteUploadOver(uploadId('half'), at)).toBe(true);
        expect(await tx.deleteUploadOver(uploadId('a'), at + 1)).toBe(true);
      });
      expect(await store.history.upload(uploadId('a'))).toBeUndefined();
    });
  });
}
