/** What can be read of runs, and cancelling and retrying them. */
import type { PageOf } from '../../contract/paging.ts';
import type { Attempt, Run } from '../../contract/run.ts';
import type { RunListQuery } from '../../contract/run-list.ts';
import type { RunFilterQuery, RunStats, RunStatsQuery } from '../../contract/run-stats.ts';
import type { RetryRequest, SubmitResponse } from '../../contract/submit.ts';
import type { Timeline } from '../../contract/timeline.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Ids } from '../../ports/ids.ts';
import { settle } from '../dispatch/admission.ts';
import { type CancelOutcome, requestCancel } from '../dispatch/cancelling.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { LiveProgress } from './live-progress.ts';
import { retryRun } from './retry.ts';
import { exportRuns } from './run-export.ts';
import { runFilterOf } from './run-filter.ts';
import { runStats } from './run-stats.ts';
import { blockedByOf, instant, runInWork, toApiRun } from './run-view.ts';
import { timelineOf } from './timeline.ts';
import { unknownRun } from './unknown-run.ts';

/** Events that a timeline is made of, at most, and how large they are together, bytes. */
const maxEvents = 20_000;
const maxEventBytes = 16 * 2 ** 20;

export interface RunsParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly progress: LiveProgress;
  /** IANA zone of day boundaries. */
  readonly timezone: string;
}

export interface Runs {
  /** Throws `unknown_run`. */
  get(id: string): Promise<Run>;
  /** Newest first. Throws `bad_cursor`. */
  list(query: RunListQuery): Promise<PageOf<Run>>;
  stats(query: RunStatsQuery): Promise<RunStats>;
  /** The runs as a CSV file in pieces, newest first. Throws `bad_request`. */
  export(query: RunFilterQuery): (signal: AbortSignal) => AsyncGenerator<string, void, undefined>;
  /** Throws `unknown_run`. */
  timeline(id: string): Promise<Timeline>;
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
      const page = await history.runs(runFilterOf(query), query.limit, query.cursor ?? null);
      return {
        items: page.items.map((view) => toApiRun(view, progress.of(view.run.id))),
        nextCursor: page.next,
      };
    },

    stats: (query) => runStats(history, query, parts.timezone),

    export: (query) => exportRuns(history, query),

    timeline: async (id) => {
      const view = await history.run(id);
      if (view === undefined) throw unknownRun(id);
      const { items, more } = await history.runEvents(id, 0, maxEvents, maxEventBytes);
      return timelineOf(items, more, view.blocker === null ? null : blockedByOf(view.blocker));
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
        throw new DroverError('run_ended', said('run_ended', { id, state: said(`run_${run.state}`) }), {
          details: { state: run.state },
        });
      }
      return { run, stopping: run.state === 'running' };
    },

    retry: (id, edit, by) => retryRun(parts, id, edit, by),
  };
}
