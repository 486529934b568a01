import { engineFlowName } from '../../contract/exec.ts';
import type { JsonObject } from '../../contract/run.ts';
import { isFinal } from '../../contract/run-states.ts';
import type { SubmitResponse } from '../../contract/submit.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import { defaultKey, isDefaultKey } from '../../domain/default-key.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { FlowCatalog } from '../dispatch/flow-catalog.ts';
import type { Submission } from '../dispatch/submission.ts';
import type { Work } from '../dispatch/work.ts';
import { draftRun } from '../intake/draft.ts';
import { flowNamed } from '../intake/resolve-flow.ts';
import { answerOf, type Submitted, submitAndShow } from '../intake/submitted.ts';
import { runInWork } from './run-view.ts';
import { unknownRun } from './unknown-run.ts';

interface RetryParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What a retry changes; absent keeps the old run's. */
export interface RetryEdit {
  readonly params?: JsonObject | undefined;
  readonly priority?: number | undefined;
}

/** Who retries, in which words. */
export interface RetriedBy {
  readonly name: string | null;
  readonly note?: string | null;
}

/** See `Runs.retry`. */
export async function retryRun(
  parts: RetryParts,
  id: string,
  edit: RetryEdit,
  by: string | null,
): Promise<SubmitResponse> {
  const old = (await parts.history.run(id))?.run;
  if (old === undefined) throw unknownRun(id);
  if (!isFinal(old.state)) throw notEnded(old);
  const submission = draftRetry(
    parts.dispatcher.catalog,
    old,
    edit,
    parts.ids.next('run'),
    parts.clock.now(),
    by,
  );
  const done = await parts.dispatcher.command(async (work): Promise<Submitted | 'gone'> => {
    const now = await work.runById(id);
    return now === undefined ? 'gone' : retryInWork(work, now, submission, { name: by });
  });
  if (done === 'gone') throw unknownRun(id);
  return answerOf(done);
}

/**
 * The submission that runs an ended run again. Time-out, retries, key, tags and batch are the old run's; limits, pool and
 * schema are the flow's of now. Throws `not_retryable`, `unknown_flow`, `invalid_params`, `params_too_large`.
 */
export function draftRetry(
  catalog: FlowCatalog,
  old: RunRecord,
  edit: RetryEdit,
  id: string,
  at: number,
  by: string | null,
): Submission {
  // It would fail at the engine for want of the token.
  if (old.flow === engineFlowName) throw new DroverError('not_retryable', said('exec_again', { id: old.id }));
  const flow = flowNamed(catalog, old.flow);
  const run = draftRun(
    {
      ...(old.shopId === null ? {} : { shopId: old.shopId }),
      ...(old.taskType === null ? {} : { taskType: old.taskType }),
      params: edit.params ?? old.params,
      priority: edit.priority ?? old.priority,
      ...(old.expiresAt === null ? {} : { expiresInSeconds: (old.expiresAt - old.dueAt) / 1000 }),
      timeoutSeconds: old.timeoutSeconds,
      maxRetries: old.maxRetries,
      tags: [...old.tags],
    },
    flow,
    old.platform,
    id,
    at,
    { source: 'retry', createdBy: by, batchId: old.batchId, byPerson: false },
  );
  // A key made of parameters follows them; one that was given stays.
  const facts = { platform: old.platform, shopId: old.shopId, taskType: old.taskType, params: old.params };
  const made = old.dedupeKey !== null && isDefaultKey(flow, facts, old.dedupeKey);
  run.dedupeKey = made ? defaultKey(flow, { ...facts, params: run.params }, true) : old.dedupeKey;
  run.retryOf = old.id;
  return { run, onDuplicate: 'attach', requirementTags: flow.tags, idempotency: null };
}

/** Submits a retry, links both runs and settles the old one's dead letter. While an earlier retry lives, that one is it. */
export async function retryInWork(
  work: Work,
  old: RunRecord,
  submission: Submission,
  by: RetriedBy,
): Promise<Submitted> {
  const earlier = old.retriedAs === null ? undefined : await work.runById(old.retriedAs);
  if (earlier !== undefined && !isFinal(earlier.state)) {
    const view = await runInWork(work, earlier.id);
    if (view !== undefined) {
      const paramsDiffer = canonicalJson(earlier.params) !== canonicalJson(submission.run.params);
      return {
        outcome: { kind: 'attached', runId: earlier.id, paramsDiffer },
        response: { run: view, deduplicated: true, paramsDiffer },
      };
    }
  }
  const submitted = await submitAndShow(work, submission);
  if (submitted.response !== null) {
    const retriedAs = submitted.response.run.id;
    await work.amend(old, { retriedAs }, null);
    await work.tx.markDeadLetterRetried(old.seq, {
      by: by.name,
      at: work.now,
      note: by.note ?? null,
      retriedAs,
    });
    work.tellChange('dead-letters');
  }
  return submitted;
}

function notEnded(run: RunRecord): DroverError {
  return new DroverError(
    'run_not_ended',
    said('run_not_ended', { id: run.id, state: said(`run_${run.state}`) }),
    {
      details: { state: run.state },
    },
  );
}
