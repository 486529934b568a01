import { Worker } from 'node:worker_threads';
import type { Bilingual } from '../../contract/bilingual.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import type { History } from '../../ports/history.ts';
import { errorOf } from './history-fault.ts';
import type { HistoryAnswer, HistoryRequest } from './history-worker.ts';

/** Reads waiting at once; more are refused, so that a flood of searches can't fill memory. */
const maxWaiting = 1000;
/** Longest that a read may take, ms. */
const timeLimitMs = 30_000;

/**
 * The history behind a worker thread; starts the thread at the first read and again if it dies. `check` throws
 * when nothing may be read.
 */
export function historyClient(
  path: string,
  check: () => void,
): {
  history: History;
  executed(): number;
  close(): Promise<void>;
} {
  let worker: Worker | null = null;
  let nextId = 1;
  let sent = 0;
  let closed = false;
  const waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: unknown) => void; timer: NodeJS.Timeout }
  >();

  const failAll = (reason: Bilingual): void => {
    for (const entry of waiting.values()) {
      clearTimeout(entry.timer);
      entry.reject(new DroverError('store_unavailable', reason, { kind: 'operational', retryable: true }));
    }
    waiting.clear();
  };

  const start = (): Worker => {
    const file = import.meta.url.endsWith('.ts') ? './history-worker.ts' : './history-worker.js';
    const started = new Worker(new URL(file, import.meta.url), {
      workerData: { path },
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    started.unref();
    started.on('message', (answer: HistoryAnswer) => {
      const entry = waiting.get(answer.id);
      if (entry === undefined) return;
      waiting.delete(answer.id);
      clearTimeout(entry.timer);
      if (answer.error === undefined) entry.resolve(answer.value);
      else entry.reject(errorOf(answer.error));
    });
    const gone = (): void => {
      if (worker === started) worker = null;
      failAll(said('read_cut_off'));
    };
    started.on('error', gone);
    started.on('exit', gone);
    return started;
  };

  const call = async (method: string, args: readonly unknown[]): Promise<unknown> => {
    check();
    if (closed)
      return Promise.reject(
        new DroverError('shutting_down', said('store_closed'), { kind: 'operational', retryable: true }),
      );
    if (waiting.size >= maxWaiting) {
      return Promise.reject(
        new DroverError('store_unavailable', said('reads_too_many'), {
          kind: 'operational',
          retryable: true,
        }),
      );
    }
    worker ??= start();
    const target = worker;
    const id = nextId++;
    sent++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(
          new DroverError('store_unavailable', said('read_slow'), { kind: 'operational', retryable: true }),
        );
      }, timeLimitMs);
      timer.unref();
      waiting.set(id, { resolve, reject, timer });
      target.postMessage({ id, method, args } satisfies HistoryRequest);
    });
  };

  // Each property read is the method of that name; History has methods only.
  const history = new Proxy({} as History, {
    get: (_target, method) =>
      typeof method === 'string' && method !== 'then'
        ? (...args: readonly unknown[]) => call(method, args)
        : undefined,
  });
  return {
    history,
    executed: () => sent,
    close: async () => {
      closed = true;
      failAll(said('store_closed'));
      await worker?.terminate();
    },
  };
}
