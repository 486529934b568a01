import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countingIds, makeDeadLetters } from '../../../test/support/dead-letters.ts';
import { filesKeptMs, flowNamed, type Herd, openHerd } from '../../../test/support/dispatch-world.ts';
import { type ScheduleWorld, scheduleWorld } from '../../../test/support/schedule-world.ts';
import { testSchedule } from '../../../test/support/test-schedule.ts';
import { fileParam, keptUntil, putUpload, removeUpload } from '../../../test/support/uploaded-file.ts';
import { backfillRequestSchema } from '../../contract/backfill.ts';
import type { BulkJobRecord } from '../../domain/bulk-job.ts';
import { takeBulkStep } from '../dead-letters/bulk-step.ts';
import { takeRunStep } from '../dead-letters/run-bulk-step.ts';
import { retryRun } from '../runs/retry.ts';

const hour = 3_600_000;
const place = { path: '/params/file', words: { zh: '写的文件不在服务端（或已被清理），请重新上传' } };

describe('a run of before that is run again', () => {
  let herd: Herd;
  let run: string;
  const ids = countingIds();
  beforeEach(async () => {
    herd = openHerd();
    await putUpload(herd.store, 'a', herd.clock.now() + hour);
    const failure = { type: 'BUSINESS', message: 'no such order' } as const;
    [run = ''] = await makeDeadLetters(herd, 1, () => failure, { params: { file: fileParam('a') } });
    await herd.clock.advance(10 * 24 * hour);
  });
  afterEach(() => herd.close());

  const parts = () => ({ ...herd, history: herd.store.history, ids });
  const job = (more: object) =>
    herd.dispatcher.command(async (work) => {
      const blank = {
        id: 'job_1',
        ...{ state: 'running', action: 'retry', filter: {}, edit: null, note: null, createdBy: 'ann' },
        ...{ createdAt: 0, endedAt: null, total: 1, done: 0, failed: 0, cursor: 0, until: 1000 },
        ...{ faults: [], ratePerSecond: 1, runs: null, batchId: null },
        ...more,
      };
      await work.tx.insertBulkJob(blank as unknown as BulkJobRecord);
    });

  it('keeps the file anew, also for an edit that names another', async () => {
    await retryRun(parts(), run, {}, 'ann');
    expect(await keptUntil(herd.store, 'a')).toBe(herd.clock.now() + filesKeptMs);
    await putUpload(herd.store, 'half', herd.clock.now() + hour, false);
    await herd.cancel((await herd.run(run)).retriedAs ?? '');
    await expect(
      retryRun(parts(), run, { params: { file: fileParam('half') } }, 'ann'),
    ).rejects.toMatchObject({
      code: 'invalid_params',
    });
  });

  it('is refused at its place when the file is gone', async () => {
    await removeUpload(herd.store, 'a');
    await expect(retryRun(parts(), run, {}, 'ann')).rejects.toMatchObject({
      code: 'invalid_params',
      words: { zh: '参数里写的文件不在服务端：/params/file。请重新上传。' },
      details: { faults: [place] },
    });
    expect((await herd.run(run)).retriedAs).toBeNull();
  });

  it('is a fault of its bulk job when the file is gone', async () => {
    await removeUpload(herd.store, 'a');
    await job({ runs: { filter: {}, seqs: [1] } });
    const { seq } = await herd.run(run);
    const onRuns = await herd.dispatcher.command((work) =>
      takeRunStep(work, 'job_1', { seqs: [seq], last: true }, ids, null),
    );
    expect(onRuns.job).toMatchObject({
      done: 0,
      failed: 1,
      faults: [{ runId: run, code: 'invalid_params' }],
    });
    await job({ id: 'job_2' });
    const onLetters = await herd.dispatcher.command((work) => takeBulkStep(work, 'job_2', 10, ids, null));
    expect(onLetters.job).toMatchObject({ done: 0, failed: 1, faults: [{ code: 'invalid_params' }] });
  });
});

describe('a schedule whose parameters name a file', () => {
  let world: ScheduleWorld;
  beforeEach(() => {
    world = scheduleWorld({ flows: [flowNamed('sync')] });
  });
  afterEach(() => world.close());
  const hourly = testSchedule('hourly', 'sync', {
    cron: '0 * * * *',
    params: { file: fileParam('a') },
    overlap: 'cancel-running',
  });

  it('keeps it with each slot; when it is gone the slot fails, and nothing is cancelled for it', async () => {
    const server = await world.serve([hourly]);
    await putUpload(world.store, 'a', world.clock.now() + hour);
    await world.clock.advance(hour);
    expect(await keptUntil(world.store, 'a')).toBe(world.clock.now() + filesKeptMs);
    await removeUpload(world.store, 'a');
    await world.clock.advance(hour);
    expect(await world.slots(server, 'hourly')).toMatchObject([
      { state: 'ran', runs: 1 },
      {
        ...{ state: 'failed', reason: 'refused', runs: 0 },
        detail: { code: 'invalid_params', words: { zh: expect.stringContaining('请重新上传') as string } },
      },
    ]);
    expect(await world.runs()).toMatchObject([{ endedAt: null, cancelRequestedAt: null }]);
  });

  it('has the slots of a backfill and a run by hand refused', async () => {
    const server = await world.serve([hourly]);
    await expect(server.schedules.run('hourly', {}, { name: 'ann', source: 'ui' })).rejects.toMatchObject({
      code: 'invalid_params',
    });
    const request = backfillRequestSchema.parse({ from: '2026-03-01T00:00:00Z', to: '2026-03-01T02:00:00Z' });
    const { id } = await server.backfills.create('hourly', request, 'ann');
    await world.clock.advance(10_000);
    expect(await server.backfills.get(id)).toMatchObject({
      ...{ state: 'done', runs: 0, failed: 2 },
      faults: [{ code: 'invalid_params' }, { code: 'invalid_params' }],
    });
    await server.kill();
  });
});
