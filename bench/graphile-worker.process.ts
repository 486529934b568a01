/**
 * A graphile-worker: `node graphile-worker.process.ts URL CONCURRENCY`, asked over the channel to its parent. Jobs are fetched
 * 500 at a time and completed in groups, as its documentation advises for many short jobs.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type GraphileRunner, loadGraphileWorker } from './peers/graphile-worker.ts';
import { wallMs } from './system.ts';
import { JobCounter } from './workers/job-counter.ts';
import type { WorkerAnswer, WorkerQuestion } from './workers/worker-messages.ts';

const [connectionString = '', concurrency = ''] = process.argv.slice(2);

const { run, makeWorkerUtils, Logger } = await loadGraphileWorker();
const logger = new Logger(() => (level, message) => {
  if (level === 'error') console.error(message);
});
const utils = await makeWorkerUtils({ connectionString, logger });
const jobs = new JobCounter();
let runner: GraphileRunner | null = null;

async function take(): Promise<void> {
  runner ??= await run({
    connectionString,
    preset: {
      worker: {
        concurrentJobs: Number(concurrency),
        localQueue: { size: 500 },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
    logger,
    taskList: {
      noop: async () => {
        jobs.started();
        jobs.ended();
      },
      stamp: async (payload) => jobs.stamped(payload),
    },
  });
}

/** The functions have returned; the rows go in groups a moment later. */
async function untilTableEmpty(): Promise<number> {
  for (;;) {
    const { rows } = await utils.withPgClient((client) =>
      client.query('SELECT 1 FROM graphile_worker._private_jobs LIMIT 1'),
    );
    if (rows.length === 0) return wallMs();
    await delay(2);
  }
}

const tell = (answer: WorkerAnswer): void => void process.send?.(answer);

async function answer(question: WorkerQuestion): Promise<void> {
  switch (question.ask) {
    case 'drain': {
      const drained = jobs.drained(question.jobs);
      await take();
      const { firstStartAt } = await drained;
      const lastFinishAt = await untilTableEmpty();
      await runner?.stop();
      runner = null;
      tell({ answer: 'drained', span: { firstStartAt, lastFinishAt } });
      return;
    }
    case 'serve':
      await take();
      tell({ answer: 'serving' });
      return;
    case 'delays':
      tell({ answer: 'delays', delays: jobs.takeDelays() });
  }
}

async function end(): Promise<void> {
  await runner?.stop();
  await utils.release();
  process.exit();
}

process.on('message', (question: WorkerQuestion) => void answer(question));
process.on('disconnect', () => void end());
tell({ answer: 'ready' });
