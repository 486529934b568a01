/** What can be read of runs, and cancelling and retrying them. */
import type { PageOf } from '../../contract/paging.ts';
import type { Attempt, Run } from '../../contract/run.ts';
import type { RunListQuery } from '../../contract/run-list.ts';
import type { RetryRequest, SubmitResponse } from '../../contract/submit.ts';
import { DroverError } from '../../domain/drover-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History, RunFilter } from '../../ports/history.ts';
import type { Ids } from '../../ports/ids.ts';
import { settle } from '../dispatch/admission.ts';
import { type CancelOutcome, requestCancel } from '../dispatch/cancelling.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { LiveProgress } from './live-progress.ts';
import { retryRun } from './retry.ts';
import { instant, runInWork, toApiRun } from './run-view.ts';
import { unknownRun } from './unknown-run.ts';

export interface RunsParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly progress: LiveProgress;
}

export interface Runs {
  /** Throws `unknown_run`. */
  get(id: string): Promise<Run>;
  /** Newest first. Throws `bad_cursor`. */
  list(query: RunListQuery): Promise<PageOf<Run>>;
  /** All attempts, oldest first, with the running one. Throws `unknown_run`. */
  attempts(id: string): Promise<Attempt[]>;
  /**
   * Cancels a run: at once where nothing runs; of a running one it is asked, and done when its processes are gone. A run
   * that is cancelled already is returned. Throws `unknown_run`, and `run_ended` for any other end.
   */
  cancel(id: string, by: string | null): Promise<{ readonly run: Run; readonly stopping: boolean }>;
  /**
   * A new run of an ended one, linked with it both ways; its dead letter is settled. While a retry of it still lives,
   * that one is returned. Throws `unknown_run`, `run_not_ended`, `unknown_flow`, `invalid_params`, `params_too_large`.
   */
  retry(id: string, edit: RetryEdit, by: string | null): Promise<SubmitResponse>;
}

/** What a retry changes. */
export type RetryEdit = Pick<RetryRequest, 'params'> & { readonly priority?: number | undefined };

export function createRuns(parts: RunsParts): Runs {
  const { dispatcher, history, progress } = parts;
  return {
    get: async (id) => {
      const view = await history.run(id);
      if (view === undefined) throw unknownRun(id);
      return toApiRun(view, progress.of(id));
    },

    list: async (query) => {
      const page = await history.runs(filterOf(query), query.limit, query.cursor ?? null);
      return {
        items: page.items.map((view) => toApiRun(view, progress.of(view.run.id))),
        nextCursor: page.next,
      };
    },

    attempts: async (id) => {
      const view = await history.run(id);
      if (view === undefined) throw unknownRun(id);
      const ended = (await history.attempts(id)).map(
        (one): Attempt => ({
          attempt: one.attempt,
          outcome: one.outcome,
          code: one.code,
          error: one.error,
          nodeId: one.nodeId,
          startedAt: instant(one.startedAt),
          endedAt: instant(one.endedAt),
        }),
      );
      const { run, nodeId } = view;
      // Between the two reads it may have ended.
      if (run.state !== 'running' || ended.some((one) => one.attempt === run.attempt)) return ended;
      const running: Attempt = {
        attempt: run.attempt,
        outcome: null,
        code: null,
        error: null,
        nodeId,
        startedAt: instant(run.startedAt ?? run.createdAt),
        endedAt: null,
      };
      return [...ended, running];
    },

    cancel: async (id, by) => {
      const found = await dispatcher.command(
        async (work): Promise<{ outcome: CancelOutcome; run: Run } | null> => {
          const record = await work.runById(id);
          if (record === undefined) return null;
          const outcome = await requestCancel(work, record, by);
          await settle(work);
          const run = await runInWork(work, id);
          return run === undefined ? null : { outcome, run };
        },
      );
      if (found === null) throw unknownRun(id);
      const { outcome, run } = found;
      if (outcome === 'ended' && run.state !== 'cancelled') {
        throw new DroverError('run_ended', `Run ${id} has ended already: ${run.state}.`, {
          details: { state: run.state },
        });
      }
      return { run, stopping: run.state === 'running' };
    },

    retry: (id, edit, by) => retryRun(parts, id, edit, by),
  };
}

function filterOf(query: RunListQuery): RunFilter {
  const platform = query.platform ?? query.shop?.platform;
  if (query.shop?.platform !== undefined && query.shop.platform !== platform) {
    throw new DroverError('bad_request', 'The filters "platform" and "shop" name two platforms.', {
      details: { faults: [{ path: '?shop', message: 'names another platform than ?platform' }] },
    });
  }
  return {
    ...(query.state === undefined ? {} : { states: query.state }),
    ...(query.flow === undefined ? {} : { flow: query.flow }),
    ...(platform === undefined ? {} : { platform }),
    ...(query.shop === undefined ? {} : { shopId: query.shop.shopId }),
    ...(query.tag === undefined ? {} : { tag: query.tag }),
    ...(query.code === undefined ? {} : { code: query.code }),
    ...(query.batch === undefined ? {} : { batchId: query.batch }),
    ...(query.from === undefined ? {} : { from: Date.parse(query.from) }),
    ...(query.to === undefined ? {} : { to: Date.parse(query.to) }),
    ...(query.text === undefined ? {} : { text: query.text }),
  };
}
