/** A BullMQ worker: `node bullmq-worker.process.ts PORT CONCURRENCY`, asked over the channel to its parent. */
import { loadBullMq } from './peers/bullmq.ts';
import { JobCounter } from './workers/job-counter.ts';
import type { WorkerAnswer, WorkerQuestion } from './workers/worker-messages.ts';

const [port, concurrency] = process.argv.slice(2).map(Number);
if (port === undefined || concurrency === undefined) throw new Error('PORT and CONCURRENCY are needed');

const { Worker } = await loadBullMq();
const jobs = new JobCounter();
const worker = new Worker(
  'bench',
  async (job) => {
    if (job.name === 'stamp') jobs.stamped(job.data);
    else jobs.started();
    return {};
  },
  { connection: { host: '127.0.0.1', port }, concurrency, autorun: false },
);
// Emitted when Redis has answered that the job is completed.
worker.on('completed', () => jobs.ended());
worker.on('failed', (...details) => console.error('a job failed', ...details));
worker.on('error', (...details) => console.error('worker error', ...details));
await worker.waitUntilReady();

const tell = (answer: WorkerAnswer): void => void process.send?.(answer);
let running = false;

async function take(): Promise<void> {
  if (running) await worker.resume();
  else void worker.run();
  running = true;
}

async function answer(question: WorkerQuestion): Promise<void> {
  switch (question.ask) {
    case 'drain': {
      const drained = jobs.drained(question.jobs);
      await take();
      const span = await drained;
      await worker.pause();
      tell({ answer: 'drained', span });
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

process.on('message', (question: WorkerQuestion) => void answer(question));
process.on('disconnect', () => void worker.close().then(() => process.exit()));
tell({ answer: 'ready' });
