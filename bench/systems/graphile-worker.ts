import { loadGraphileWorker } from '../peers/graphile-worker.ts';
import { postgresUrl, startPostgres } from '../services/postgresql.ts';
import { batchesOf, type OpenOptions, type OpenSystem, type System } from '../system.ts';
import { WorkerProcess } from '../workers/worker-process.ts';
import { delaysOf } from './delays-of.ts';

/** graphile-worker on PostgreSQL: one worker; a job that has ended is deleted, so it keeps no history. */
export const graphileWorker: System = { name: 'graphile-worker', open };

async function open({ folder, concurrency }: OpenOptions): Promise<OpenSystem> {
  const cleanup = new AsyncDisposableStack();
  try {
    const postgres = await startPostgres(folder);
    cleanup.defer(() => postgres.stop());
    const connectionString = postgresUrl(postgres.port);
    const { makeWorkerUtils, Logger } = await loadGraphileWorker();
    const utils = await makeWorkerUtils({ connectionString, logger: new Logger(() => () => undefined) });
    cleanup.defer(() => utils.release());
    await utils.migrate();
    const program = new URL('../graphile-worker.process.ts', import.meta.url);
    const worker = await WorkerProcess.start(program, [connectionString, String(concurrency)]);
    cleanup.defer(() => worker.stop());
    let waiting = 0;
    return {
      enqueue: async (jobs) => {
        for (const size of batchesOf(jobs)) {
          await utils.addJobs(Array.from({ length: size }, () => ({ identifier: 'noop', payload: {} })));
        }
        waiting = jobs;
      },
      drain: () => worker.drain(waiting),
      serve: () => worker.serve(),
      submit: async (submittedAt) => void (await utils.addJob('stamp', { submittedAt })),
      startDelays: (count) => delaysOf(worker, count),
      pids: [postgres.pid, worker.pid],
      close: () => cleanup.disposeAsync(),
    };
  } catch (error) {
    await cleanup.disposeAsync();
    throw error;
  }
}
