/**
 * Bulk jobs on dead letters and on runs: made, worked at their rate, paused, cancelled and resumed. Authority: the store; a step reads
 * the job in its own transaction, so a cancel is exact, and a job that was running when the server ended goes on at its
 * start. Runs are looked for on the reading side, so that no search holds up dispatch. Entry: `running`; exit: none is left
 * (`done`), or a person's word. Failure: a step that can't be committed is tried again with back-off; a letter or run that
 * makes steps fail by a bug is counted as failed and left as it is.
 */
import { type BulkJob, maxBulkRate, type ParsedBulkRequest } from '../../contract/dead-letter.ts';
import type { PageOf } from '../../contract/paging.ts';
import type { ParsedRunBulkRequest } from '../../contract/run-bulk.ts';
import { type BulkJobCommand, type BulkJobRecord, bulkJobAfter, Pace } from '../../domain/bulk-job.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { keepNamed } from '../uploads/keep-files.ts';
import { editOf, lettersOf, runsOf } from './bulk-plan.ts';
import { type BulkStep, takeBulkStep } from './bulk-step.ts';
import { toApiJob } from './letter-view.ts';
import { takeRunStep } from './run-bulk-step.ts';

/** Letters of one transaction at most, so that dispatch waits for no job. */
const maxStep = 50;
/** Steps are at least this far apart, ms: several letters share a transaction. After a full one there is more to do. */
const stepMs = 100;
const fullStepMs = 10;
/** Jobs that may run at once. */
const maxRunning = 10;
const defaultRetryRate = 50;
const firstBackOffMs = 500;
const longestBackOffMs = 15_000;

export interface BulkJobsParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
}

export interface BulkJobs {
  /** At the server's start: goes on with what was running. */
  start(): Promise<void>;
  stop(): void;
  /** Throws `too_many_jobs`. */
  createOnRuns(request: ParsedRunBulkRequest, by: string | null): Promise<BulkJob>;
  /** Throws `too_many_jobs`. */
  create(request: ParsedBulkRequest, by: string | null): Promise<BulkJob>;
  /** Throws `unknown_job`. */
  get(id: string): Promise<BulkJob>;
  /** Newest first. Throws `bad_cursor`. */
  list(query: { readonly limit: number; readonly cursor?: string | undefined }): Promise<PageOf<BulkJob>>;
  /** Throws `unknown_job`, `job_ended`, `too_many_jobs`. */
  command(id: string, command: BulkJobCommand): Promise<BulkJob>;
}

interface Worker {
  /** The job as its last step left it. */
  job: BulkJobRecord;
  readonly pace: Pace;
  timer: Timer | null;
}

export function createBulkJobs(parts: BulkJobsParts): BulkJobs {
  const { dispatcher, history, clock, ids, logger } = parts;
  const workers = new Map<string, Worker>();
  let stopped = false;

  const launch = (job: BulkJobRecord): void => {
    if (stopped || workers.has(job.id)) return;
    const worker: Worker = { job, pace: new Pace(job.ratePerSecond, clock.uptimeMs()), timer: null };
    workers.set(job.id, worker);
    void work(job.id, worker, firstBackOffMs, maxStep);
  };

  const again = (id: string, worker: Worker, delayMs: number, backOffMs: number, most: number): void => {
    if (stopped || workers.get(id) !== worker) return;
    worker.timer = clock.timer(delayMs, () => void work(id, worker, backOffMs, most));
  };

  async function work(id: string, worker: Worker, backOffMs: number, most: number): Promise<void> {
    const limit = Math.min(most, worker.pace.allowed(clock.uptimeMs()));
    if (limit === 0) return again(id, worker, worker.pace.waitMs(), backOffMs, most);
    try {
      const { job, count } = await step(worker, limit, null);
      worker.pace.spend(count);
      worker.job = job ?? worker.job;
      if (job?.state === 'running')
        return again(
          id,
          worker,
          Math.max(count === maxStep ? fullStepMs : stepMs, worker.pace.waitMs()),
          firstBackOffMs,
          maxStep,
        );
      ended(id, worker, job);
    } catch (error) {
      if (error instanceof DroverError && error.kind === 'operational') {
        logger.warn(
          { job: id, error: error.message, retryInMs: backOffMs },
          'a bulk job could not go on; trying again',
        );
        again(id, worker, backOffMs, Math.min(2 * backOffMs, longestBackOffMs), most);
      } else if (limit > 1) {
        // One of them is at fault: each alone from here until one is through.
        again(id, worker, 0, backOffMs, 1);
      } else await giveUpNext(id, worker, error);
    }
  }

  /** Up to `limit` of its letters or runs. */
  async function step({ job }: Worker, limit: number, giveUpWith: string | null): Promise<BulkStep> {
    const { id, runs } = job;
    if (runs === null) return dispatcher.command((w) => takeBulkStep(w, id, limit, ids, giveUpWith));
    const seqs = await history.selectedRuns(runs, job.cursor, job.until, limit);
    const selected = { seqs, last: seqs.length < limit };
    return dispatcher.command((w) => takeRunStep(w, id, selected, ids, giveUpWith));
  }

  async function giveUpNext(id: string, worker: Worker, error: unknown): Promise<void> {
    logger.error(
      { job: id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
      'a letter of a bulk job failed by a bug',
    );
    try {
      const { job } = await step(worker, 1, error instanceof Error ? error.message : String(error));
      worker.job = job ?? worker.job;
    } catch (again) {
      logger.error({ job: id, error: String(again) }, 'a bulk job could not go on; trying again');
    }
    again(id, worker, firstBackOffMs, firstBackOffMs, maxStep);
  }

  const ended = (id: string, worker: Worker, job: BulkJobRecord | undefined): void => {
    if (workers.get(id) === worker) workers.delete(id);
    if (job !== undefined)
      logger.info(
        {
          job: id,
          action: job.action,
          state: job.state,
          total: job.total,
          done: job.done,
          failed: job.failed,
        },
        'bulk job ended',
      );
  };

  const leave = (id: string): void => {
    workers.get(id)?.timer?.cancel();
    workers.delete(id);
  };

  const made = async (
    request: ParsedBulkRequest | ParsedRunBulkRequest,
    by: string | null,
    filter: BulkJobRecord['filter'],
    runs: BulkJobRecord['runs'],
    { count, until }: { readonly count: number; readonly until: number },
  ): Promise<BulkJob> => {
    const job: BulkJobRecord = {
      id: ids.next('job'),
      action: request.action,
      filter,
      runs,
      edit: editOf(request),
      note: request.note ?? null,
      ratePerSecond: request.ratePerSecond ?? (request.action === 'retry' ? defaultRetryRate : maxBulkRate),
      createdBy: by,
      createdAt: clock.now(),
      until,
      total: count,
      state: 'running',
      done: 0,
      failed: 0,
      cursor: 0,
      endedAt: null,
      faults: [],
    };
    await dispatcher.command(async (w) => {
      if ((await w.tx.runningBulkJobs()).length >= maxRunning) throw tooMany();
      await w.tx.insertBulkJob(job);
      await keepNamed(w, job.edit?.mergeParams);
      w.tellChange('dead-letters');
    });
    launch(job);
    return toApiJob(job);
  };

  return {
    start: async () => {
      for (const job of await dispatcher.command((w) => w.tx.runningBulkJobs())) launch(job);
    },

    stop: () => {
      stopped = true;
      for (const id of [...workers.keys()]) leave(id);
    },

    create: async (request, by) => {
      const filter = await lettersOf(request, history);
      return made(request, by, filter, null, await history.deadLetterSelection(filter));
    },

    createOnRuns: async (request, by) => {
      const runs = await runsOf(request, history);
      return made(request, by, {}, runs, await history.runSelection(runs));
    },

    get: async (id) => {
      const job = await history.bulkJob(id);
      if (job === undefined) throw unknownJob(id);
      return toApiJob(job);
    },

    list: async ({ limit, cursor }) => {
      const page = await history.bulkJobs(limit, cursor ?? null);
      return { items: page.items.map(toApiJob), nextCursor: page.next };
    },

    command: async (id, command) => {
      const job = await dispatcher.command(async (w) => {
        const found = await w.tx.bulkJobById(id);
        if (found === undefined) throw unknownJob(id);
        const state = bulkJobAfter(found.state, command);
        if (state === null)
          throw new DroverError(
            'job_ended',
            said('job_ended', {
              id,
              command: said(`command_${command}`),
              state: said(`job_${found.state}`),
            }),
            { details: { state: found.state } },
          );
        if (
          state === 'running' &&
          found.state !== 'running' &&
          (await w.tx.runningBulkJobs()).length >= maxRunning
        )
          throw tooMany();
        const changed: BulkJobRecord = {
          ...found,
          state,
          endedAt: state === 'cancelled' ? (found.endedAt ?? w.now) : null,
        };
        await w.tx.updateBulkJob(id, changed);
        w.tellChange('dead-letters');
        return changed;
      });
      if (job.state === 'running') launch(job);
      else leave(id);
      return toApiJob(job);
    },
  };
}

function unknownJob(id: string): DroverError {
  return new DroverError('unknown_job', said('no_job', { id }));
}

function tooMany(): DroverError {
  return new DroverError('too_many_jobs', said('jobs_running', { limit: maxRunning }), {
    details: { limit: maxRunning },
  });
}
