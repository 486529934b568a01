import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countingIds, makeDeadLetters } from '../../../test/support/dead-letters.ts';
import { filesKeptMs, flowNamed, type Herd, openHerd } from '../../../test/support/dispatch-world.ts';
import {
  type ScheduleServer,
  type ScheduleWorld,
  scheduleWorld,
} from '../../../test/support/schedule-world.ts';
import { silentLogger } from '../../../test/support/silent-logger.ts';
import { testSchedule } from '../../../test/support/test-schedule.ts';
import { fileParam, keptUntil, putUpload } from '../../../test/support/uploaded-file.ts';
import { createFolderBlobs } from '../../adapters/blobs-folder/folder-blobs.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { createBulkJobs } from '../dead-letters/bulk-jobs.ts';
import { retryRun } from '../runs/retry.ts';
import { createUploads } from './uploads.ts';

const day = 24 * 3_600_000;
const params = { file: fileParam('a') };
const failure = () => ({ type: 'BUSINESS', message: 'no such order' }) as const;
const ids = countingIds();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-uploads-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Whether the file is there after the pruner has passed. */
async function isThere({ store, clock }: { store: Store; clock: Clock }): Promise<boolean> {
  const blobs = createFolderBlobs(folder);
  const uploads = createUploads({ store, clock, ids, blobs, retention: { blobDays: filesKeptMs / day } });
  while ((await uploads.prune()) > 0);
  return (await keptUntil(store, 'a')) !== null;
}

describe('a file of a run', () => {
  let herd: Herd;
  beforeEach(async () => {
    herd = openHerd();
    await putUpload(herd.store, 'a', herd.clock.now() + day);
  });
  afterEach(() => herd.close());

  const goesDaysAfterNow = async (): Promise<void> => {
    await herd.clock.advance(filesKeptMs - 1);
    expect(await isThere(herd)).toBe(true);
    await herd.clock.advance(1);
    expect(await isThere(herd)).toBe(false);
  };

  it('stays however long the run waits, and goes as long after its end as files of runs are kept', async () => {
    // No node can execute it: it waits.
    const run = await herd.made({ params });
    for (let passed = 0; passed < 10; passed++) {
      await herd.clock.advance(10 * day);
      expect(await isThere(herd)).toBe(true);
    }
    await herd.cancel(run);
    await goesDaysAfterNow();
  });

  it('stays with its open dead letter, and then with the run that this is retried as', async () => {
    const [run = ''] = await makeDeadLetters(herd, 1, failure, { params });
    await herd.clock.advance(40 * day);
    expect(await isThere(herd)).toBe(true);
    const again = await retryRun({ ...herd, history: herd.store.history, ids }, run, {}, 'ann');
    await herd.clock.advance(40 * day);
    expect(await isThere(herd)).toBe(true);
    await herd.cancel(again.run.id);
    await goesDaysAfterNow();
  });

  it('stays with a bulk job that names it, also with a paused one', async () => {
    await makeDeadLetters(herd, 3, failure);
    const jobs = createBulkJobs({ ...herd, history: herd.store.history, ids, logger: silentLogger });
    const edit = { mergeParams: params };
    const { id } = await jobs.create({ action: 'retry', filter: {}, ratePerSecond: 0.01, edit }, 'ann');
    await jobs.command(id, 'pause');
    expect(await keptUntil(herd.store, 'a')).toBe(herd.clock.now() + filesKeptMs);
    await herd.clock.advance(40 * day);
    expect(await isThere(herd)).toBe(true);
    await jobs.command(id, 'resume');
    await herd.clock.advance(300_000);
    expect(await jobs.get(id)).toMatchObject({ state: 'done', done: 3, failed: 0 });
  });
});

describe('a file of a schedule', () => {
  const yearly = testSchedule('yearly', 'sync', { cron: '0 0 1 1 *', params });
  let world: ScheduleWorld;
  beforeEach(async () => {
    world = scheduleWorld({ flows: [flowNamed('sync')] });
    await putUpload(world.store, 'a', world.clock.now() + day);
  });
  afterEach(() => world.close());

  /** Days pass by while no server looks at the clock. */
  const after = async (server: ScheduleServer, ms: number): Promise<void> => {
    await server.kill();
    await world.clock.advance(ms);
  };

  it('stays until the first slot, however far off, and goes in time after the schedule names it no longer', async () => {
    let server = await world.serve([]);
    await server.schedules.create(yearly, 'ann');
    await after(server, 60 * day);
    expect(await isThere(world)).toBe(true);
    server = await world.serve([]);
    await server.schedules.put({ ...yearly, params: {} });
    await after(server, filesKeptMs - 1);
    expect(await isThere(world)).toBe(true);
    await world.clock.advance(1);
    expect(await isThere(world)).toBe(false);
  });

  it('stays the same way when the schedule is one of the configuration file', async () => {
    await after(await world.serve([yearly]), 60 * day);
    expect(await isThere(world)).toBe(true);
    await after(await world.serve([]), filesKeptMs - 1);
    expect(await isThere(world)).toBe(true);
    await world.clock.advance(1);
    expect(await isThere(world)).toBe(false);
  });
});
