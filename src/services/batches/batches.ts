/** Batches: how far they are, cancelling what is left of one, and running its failed runs again. */
import type { Batch } from '../../contract/batch-progress.ts';
import type { BulkJob } from '../../contract/dead-letter.ts';
import type { PageOf } from '../../contract/paging.ts';
import { isFinal } from '../../contract/run-states.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { medianOf } from '../../domain/estimate.ts';
import { said } from '../../domain/refusals/said.ts';
import type { BatchView } from '../../ports/batches.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { BulkJobs } from '../dead-letters/bulk-jobs.ts';
import { settle } from '../dispatch/admission.ts';
import { requestCancel } from '../dispatch/cancelling.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { instant } from '../runs/run-view.ts';
import { maintenanceOf, maintenanceSetting } from '../system/maintenance.ts';

/** Runs cancelled in one transaction. */
const cancelStep = 100;
/** Ended runs of its own from which a batch's speed is told; samples of its flow that tell it otherwise. */
const leastSamples = 5;
const samples = 30;

export interface BatchesParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly clock: Clock;
  readonly bulkJobs: Pick<BulkJobs, 'create'>;
}

export interface Batches {
  /** Newest first. Throws `bad_cursor`. */
  list(query: { readonly limit: number; readonly cursor?: string | undefined }): Promise<PageOf<Batch>>;
  /** Throws `unknown_batch`. */
  get(id: string): Promise<Batch>;
  /** Cancels what has not ended: at once where nothing runs, of running ones it is asked. Throws `unknown_batch`. */
  cancel(
    id: string,
    by: string | null,
  ): Promise<{ readonly cancelled: number; readonly stopping: number; readonly batch: Batch }>;
  /** A bulk job that retries the batch's open dead letters. Throws `unknown_batch`, `nothing_to_retry`, `too_many_jobs`. */
  retryFailed(id: string, ratePerSecond: number | undefined, by: string | null): Promise<BulkJob>;
}

export function createBatches(parts: BatchesParts): Batches {
  const { dispatcher, history, clock } = parts;

  const etaMs = async (view: BatchView, ended: number, remaining: number): Promise<number | null> => {
    if (remaining === 0 || view.held > 0) return null;
    if (maintenanceOf(await history.settingNow(maintenanceSetting)) !== null) return null;
    const { firstStartedAt } = view;
    if (ended >= leastSamples && firstStartedAt !== null)
      return (remaining * Math.max(0, clock.now() - firstStartedAt)) / ended;
    if (view.batch.flow === null) return null;
    const median = medianOf(await history.recentDurations(view.batch.flow, samples), leastSamples);
    return median === null ? null : (remaining * median) / Math.max(1, view.counts.running ?? 0);
  };

  const toApi = async (view: BatchView): Promise<Batch> => {
    const { batch, counts } = view;
    let total = 0;
    let ended = 0;
    for (const [state, count] of Object.entries(counts)) {
      total += count;
      // The keys are states by the port's type.
      if (isFinal(state as keyof typeof counts)) ended += count;
    }
    const eta = await etaMs(view, ended, total - ended);
    return {
      id: batch.id,
      flow: batch.flow,
      createdBy: batch.createdBy,
      createdAt: instant(batch.createdAt),
      asked: batch.asked,
      attached: batch.attached,
      refused: batch.refused,
      total,
      counts: {
        scheduled: 0,
        blocked: 0,
        queued: 0,
        running: 0,
        retrying: 0,
        succeeded: 0,
        failed: 0,
        cancelled: 0,
        expired: 0,
        ...counts,
      },
      percent: total === 0 ? 100 : Math.floor((1000 * ended) / total) / 10,
      held: view.held,
      etaSeconds: eta === null ? null : Math.round(eta / 1000),
      state: ended === total ? 'ended' : 'running',
    };
  };

  const get = async (id: string): Promise<Batch> => {
    const view = await history.batch(id);
    if (view === undefined) throw unknownBatch(id);
    return toApi(view);
  };

  return {
    list: async ({ limit, cursor }) => {
      const page = await history.batches(limit, cursor ?? null);
      return { items: await Promise.all(page.items.map(toApi)), nextCursor: page.next };
    },

    get,

    cancel: async (id, by) => {
      await get(id);
      let after = 0;
      let cancelled = 0;
      let stopping = 0;
      for (;;) {
        const step = await dispatcher.command(async (work) => {
          const seqs = await work.tx.liveRunsOfBatch(id, after, cancelStep);
          const outcomes: string[] = [];
          for (const seq of seqs) {
            const run = await work.run(seq);
            if (run !== undefined) outcomes.push(await requestCancel(work, run, by));
          }
          await settle(work);
          return { seqs, outcomes };
        });
        cancelled += step.outcomes.filter((outcome) => outcome === 'cancelled').length;
        stopping += step.outcomes.filter(
          (outcome) => outcome === 'requested' || outcome === 'already_requested',
        ).length;
        after = step.seqs.at(-1) ?? after;
        if (step.seqs.length < cancelStep) break;
      }
      return { cancelled, stopping, batch: await get(id) };
    },

    retryFailed: async (id, ratePerSecond, by) => {
      const view = await history.batch(id);
      if (view === undefined) throw unknownBatch(id);
      if ((await history.deadLetterSelection({ batchId: id })).count === 0) throw nothingToRetry(view);
      return parts.bulkJobs.create(
        { action: 'retry', filter: { batch: id }, ...(ratePerSecond === undefined ? {} : { ratePerSecond }) },
        by,
      );
    },
  };
}

function unknownBatch(id: string): DroverError {
  return new DroverError('unknown_batch', said('no_batch', { id }));
}

/** Its cancelled runs are told of: they can be run again, by a job of their own. */
function nothingToRetry({ batch, counts }: BatchView): DroverError {
  return new DroverError('nothing_to_retry', said('nothing_failed', { id: batch.id }), {
    details: { cancelled: counts.cancelled ?? 0 },
  });
}
