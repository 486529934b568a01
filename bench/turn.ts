import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processorMs } from './processor-time.ts';
import { atExit } from './services/at-exit.ts';
import { percentile } from './statistics.ts';
import { type OpenSystem, type System, wallMs } from './system.ts';

export interface TurnOptions {
  readonly jobs: number;
  readonly concurrency: number;
  /** Jobs per second of the latency part, and how long it lasts; 0 s leaves it out. */
  readonly rate: number;
  readonly latencySeconds: number;
  readonly profiles: string | null;
}

/** What one system did in one turn. */
export interface TurnResult {
  readonly enqueuedPerSecond: number;
  /** From the first start to the last durable finish. */
  readonly processedPerSecond: number;
  /** Processor time of service and worker together while processing, µs per job; null where the system does not tell. */
  readonly processorMicrosPerJob: number | null;
  /** From just before the submission to the job function's start, ms; null when left out. */
  readonly startP50Ms: number | null;
  readonly startP99Ms: number | null;
}

/**
 * Steady submissions before those that count, s. Code that runs a hundred times a second is compiled for the first half minute: until then
 * one start in twenty waits for one of V8's compiling threads, of its own process or of the client.
 */
const latencyWarmUpSeconds = 30;

/** One turn of a system, with new processes and an empty folder: warm-up (as many jobs, not counted), throughput, latency. */
export async function takeTurn(system: System, options: TurnOptions): Promise<TurnResult> {
  const folder = await mkdtemp(join(tmpdir(), 'drover-bench-'));
  const release = atExit(() => rmSync(folder, { recursive: true, force: true }));
  try {
    const open = await system.open({ folder, concurrency: options.concurrency, profiles: options.profiles });
    try {
      return await measure(open, options);
    } finally {
      await open.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    release();
  }
}

async function measure(open: OpenSystem, { jobs, rate, latencySeconds }: TurnOptions): Promise<TurnResult> {
  await open.enqueue(jobs);
  await open.drain();

  const enqueueFrom = performance.now();
  await open.enqueue(jobs);
  const enqueueSeconds = (performance.now() - enqueueFrom) / 1000;
  const processorBefore = processorMs(open.pids);
  const { firstStartAt, lastFinishAt } = await open.drain();
  const processorAfter = processorMs(open.pids);
  const throughput = {
    enqueuedPerSecond: jobs / enqueueSeconds,
    processedPerSecond: jobs / ((lastFinishAt - firstStartAt) / 1000),
    processorMicrosPerJob:
      processorBefore === null || processorAfter === null
        ? null
        : ((processorAfter - processorBefore) * 1000) / jobs,
  };
  if (latencySeconds === 0) return { ...throughput, startP50Ms: null, startP99Ms: null };

  await open.serve();
  await submitSteadily(open, rate, latencyWarmUpSeconds);
  await open.startDelays(rate * latencyWarmUpSeconds);
  await submitSteadily(open, rate, latencySeconds);
  const delays = await open.startDelays(rate * latencySeconds);
  return { ...throughput, startP50Ms: percentile(delays, 0.5), startP99Ms: percentile(delays, 0.99) };
}

/** Submits at a steady rate whatever the system does: a slow answer holds up no later submission. */
async function submitSteadily(open: OpenSystem, rate: number, seconds: number): Promise<void> {
  const from = performance.now();
  const submissions: Promise<void>[] = [];
  for (let i = 0; i < rate * seconds; i++) {
    const waitMs = from + (i * 1000) / rate - performance.now();
    if (waitMs > 0) await delay(waitMs);
    submissions.push(open.submit(wallMs()));
  }
  await Promise.all(submissions);
}
