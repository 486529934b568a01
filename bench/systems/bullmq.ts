import { loadBullMq } from '../peers/bullmq.ts';
import { startRedis } from '../services/redis.ts';
import { batchesOf, type OpenOptions, type OpenSystem, type System } from '../system.ts';
import { WorkerProcess } from '../workers/worker-process.ts';
import { delaysOf } from './delays-of.ts';

/** BullMQ on Redis: one worker, completed jobs kept, as by default. */
export const bullmq: System = { name: 'bullmq', open: (options) => open(options, 'everysec') };

/** The same with what Drover promises: what has been answered is on the disk. */
export const bullmqSynced: System = { name: 'bullmq-synced', open: (options) => open(options, 'always') };

async function open(
  { folder, concurrency }: OpenOptions,
  sync: Parameters<typeof startRedis>[1],
): Promise<OpenSystem> {
  const cleanup = new AsyncDisposableStack();
  try {
    const redis = await startRedis(folder, sync);
    cleanup.defer(() => redis.stop());
    const { Queue } = await loadBullMq();
    const queue = new Queue('bench', { connection: { host: '127.0.0.1', port: redis.port } });
    cleanup.defer(() => queue.close());
    const program = new URL('../bullmq-worker.process.ts', import.meta.url);
    const worker = await WorkerProcess.start(program, [String(redis.port), String(concurrency)]);
    cleanup.defer(() => worker.stop());
    let waiting = 0;
    return {
      enqueue: async (jobs) => {
        for (const size of batchesOf(jobs)) {
          await queue.addBulk(Array.from({ length: size }, () => ({ name: 'noop', data: {} })));
        }
        waiting = jobs;
      },
      drain: () => worker.drain(waiting),
      serve: () => worker.serve(),
      submit: async (submittedAt) => void (await queue.add('stamp', { submittedAt })),
      startDelays: (count) => delaysOf(worker, count),
      pids: [redis.pid, worker.pid],
      close: () => cleanup.disposeAsync(),
    };
  } catch (error) {
    await cleanup.disposeAsync();
    throw error;
  }
}
