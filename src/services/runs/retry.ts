import { isFinal } from '../../contract/run-states.ts';
import type { SubmitResponse } from '../../contract/submit.ts';
import { DroverError } from '../../domain/drover-error.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import { defaultKey, isDefaultKey } from '../intake/default-key.ts';
import { draftRun } from '../intake/draft.ts';
import { flowNamed } from '../intake/resolve-flow.ts';
import { answerOf, type Submitted, submitAndShow } from '../intake/submitted.ts';
import { runInWork } from './run-view.ts';
import { unknownRun } from './unknown-run.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';

interface RetryParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** See `Runs.retry`. Time-out, retries, key and tags are the old run's; limits, pool and schema are the flow's of now. */
export async function retryRun(
  parts: RetryParts,
  id: string,
  edit: { readonly params?: Record<string, unknown> | undefined; readonly priority?: number | undefined },
  by: string | null,
): Promise<SubmitResponse> {
  const old = (await parts.history.run(id))?.run;
  if (old === undefined) throw unknownRun(id);
  if (!isFinal(old.state)) throw notEnded(old);
  const flow = flowNamed(parts.dispatcher.catalog, old.flow);
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
    parts.ids.next('run'),
    parts.clock.now(),
    { source: 'retry', createdBy: by, batchId: null, byPerson: false },
  );
  // A key made of parameters follows them; one that was given stays.
  const facts = { platform: old.platform, shopId: old.shopId, taskType: old.taskType, params: old.params };
  const made = old.dedupeKey !== null && isDefaultKey(flow, facts, old.dedupeKey);
  run.dedupeKey = made ? defaultKey(flow, { ...facts, params: run.params }, true) : old.dedupeKey;
  run.retryOf = old.id;

  const done = await parts.dispatcher.command(async (work): Promise<Submitted | 'gone'> => {
    const now = await work.runById(id);
    if (now === undefined) return 'gone';
    const earlier = now.retriedAs === null ? undefined : await work.runById(now.retriedAs);
    if (earlier !== undefined && !isFinal(earlier.state)) {
      const view = await runInWork(work, earlier.id);
      if (view !== undefined) {
        const paramsDiffer = canonicalJson(earlier.params) !== canonicalJson(run.params);
        return { outcome: { kind: 'attached', runId: earlier.id, paramsDiffer }, response: { run: view, deduplicated: true, paramsDiffer } };
      }
    }
    const submitted = await submitAndShow(work, { run, onDuplicate: 'attach', requirementTags: flow.tags, idempotency: null });
    if (submitted.response !== null) {
      await work.amend(now, { retriedAs: submitted.response.run.id }, null);
      await work.tx.markDeadLetterRetried(now.seq);
    }
    return submitted;
  });
  if (done === 'gone') throw unknownRun(id);
  return answerOf(done);
}

function notEnded(run: RunRecord): DroverError {
  return new DroverError('run_not_ended', `Run ${run.id} has not ended: it is ${run.state}. Cancel it first, or wait for its end.`, {
    details: { state: run.state },
  });
}
