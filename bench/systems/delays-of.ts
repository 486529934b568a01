import { setTimeout as delay } from 'node:timers/promises';
import type { WorkerProcess } from '../workers/worker-process.ts';

/** The delays that the worker has noted, once there are `count` of them; rejects when they are not there after 10 s. */
export async function delaysOf(worker: WorkerProcess, count: number): Promise<number[]> {
  const delays: number[] = [];
  const until = performance.now() + 10_000;
  for (;;) {
    delays.push(...(await worker.delays()));
    if (delays.length >= count) return delays;
    if (performance.now() > until) throw new Error(`${delays.length} of ${count} jobs have started`);
    await delay(50);
  }
}
