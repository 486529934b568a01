/**
 * Bulk jobs on dead letters: made, worked at their rate, paused, cancelled and resumed. Authority: the store; a step reads
 * the job in its own transaction, so a cancel is exact, and a job that was running when the server ended goes on at its
 * start. Entry: `running`; exit: no letter is left (`done`), or a person's word. Failure: a step that can't be committed
 * is tried again with back-off; a letter that makes steps fail by a bug is counted as failed and left as it is.
 */
import { type BulkJob, maxBulkRate, type ParsedBulkRequest } from '../../contract/dead-letter.ts';
import type { PageOf } from '../../contract/paging.ts';
import {
  type BulkJobCommand,
  type BulkJobRecord,
  bulkJobAfter,
  type DeadLetterFilter,
  Pace,
} from '../../domain/bulk-job.ts';
import { letterSeq } from '../../domain/dead-letter.ts';
import { DroverError } from '../../domain/drover-error.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { takeBulkStep } from './bulk-step.ts';
import { toApiJob } from './letter-view.ts';

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
  create(request: ParsedBulkRequest, by: string | null): Promise<BulkJob>;
  /** Throws `unknown_job`. */
  get(id: string): Promise<BulkJob>;
  /** Newest first. Throws `bad_cursor`. */
  list(query: { readonly limit: number; readonly cursor?: string | undefined }): Promise<PageOf<BulkJob>>;
  /** Throws `unknown_job`, `job_ended`, `too_many_jobs`. */
  command(id: string, command: BulkJobCommand): Promise<BulkJob>;
}

interface Worker {
  readonly pace: Pace;
  timer: Timer | null;
}

export function createBulkJobs(parts: BulkJobsParts): BulkJobs {
  const { dispatcher, history, clock, ids, logger } = parts;
  const workers = new Map<string, Worker>();
  let stopped = false;

  const launch = (job: BulkJobRecord): void => {
    if (stopped || workers.has(job.id)) return;
    const worker: Worker = { pace: new Pace(job.ratePerSecond, clock.uptimeMs()), timer: null };
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
      const { job, count } = await dispatcher.command((w) => takeBulkStep(w, id, limit, ids, null));
      worker.pace.spend(count);
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

  async function giveUpNext(id: string, worker: Worker, error: unknown): Promise<void> {
    logger.error(
      { job: id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
      'a letter of a bulk job failed by a bug',
    );
    try {
      await dispatcher.command((w) =>
        takeBulkStep(w, id, 1, ids, error instanceof Error ? error.message : String(error)),
      );
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

  return {
    start: async () => {
      for (const job of await dispatcher.command((w) => w.tx.runningBulkJobs())) launch(job);
    },

    stop: () => {
      stopped = true;
      for (const id of [...workers.keys()]) leave(id);
    },

    create: async (request, by) => {
      const filter = filterOf(request, await seqsOf(request.ids ?? [], history));
      const { count, until } = await history.deadLetterSelection(filter);
      const job: BulkJobRecord = {
        id: ids.next('job'),
        action: request.action,
        filter,
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
      });
      launch(job);
      return toApiJob(job);
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
            `Job ${id} can't take "${command}" any more: it is ${found.state}.`,
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
        return changed;
      });
      if (job.state === 'running') launch(job);
      else leave(id);
      return toApiJob(job);
    },
  };
}

/** The letters' numbers of ids, which are letters' or runs'; ids of nothing are left out. */
async function seqsOf(asked: readonly string[], history: History): Promise<number[]> {
  const seqs = new Set<number>();
  for (const id of asked) {
    const seq = letterSeq(id) ?? (await history.deadLetter({ runId: id }))?.letter.seq;
    if (seq !== undefined) seqs.add(seq);
  }
  return [...seqs].sort((a, b) => a - b);
}

function filterOf(request: ParsedBulkRequest, seqs: readonly number[]): DeadLetterFilter {
  if (request.ids !== undefined) return { seqs };
  if (request.cause !== undefined) return { cause: request.cause };
  const { cause, type, flow, platform, shopId, batch, from, to } = request.filter ?? {};
  return {
    ...(cause === undefined ? {} : { cause }),
    ...(type === undefined ? {} : { type }),
    ...(flow === undefined ? {} : { flow }),
    ...(platform === undefined ? {} : { platform }),
    ...(shopId === undefined ? {} : { shopId }),
    ...(batch === undefined ? {} : { batchId: batch }),
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
  };
}

function editOf({ edit }: ParsedBulkRequest): BulkJobRecord['edit'] {
  if (edit === undefined) return null;
  const { mergeParams, priority } = edit;
  return {
    ...(mergeParams === undefined ? {} : { mergeParams }),
    ...(priority === undefined ? {} : { priority }),
  };
}

function unknownJob(id: string): DroverError {
  return new DroverError(
    'unknown_job',
    `There is no bulk job "${id}". It may have been removed with the old history.`,
  );
}

function tooMany(): DroverError {
  return new DroverError(
    'too_many_jobs',
    `${maxRunning} bulk jobs are running already. Wait for one, or cancel one.`,
    { details: { limit: maxRunning } },
  );
}
