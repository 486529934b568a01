import type { FlowDefinition } from '../../contract/manifest.ts';
import { defaultPriority } from '../../contract/priority.ts';
import type { RunSource } from '../../contract/run.ts';
import type { ParsedSubmitRequest } from '../../contract/submit.ts';
import { defaultKey } from '../../domain/default-key.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { taskTypeOfFlow } from '../../domain/flow-match.ts';
import { faultAt } from '../../domain/input-faults.ts';
import { said } from '../../domain/refusals/said.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { checkParams } from './params-check.ts';

/** Who submits, and as part of what. */
export interface DraftOrigin {
  readonly source: RunSource;
  readonly createdBy: string | null;
  readonly batchId: string | null;
  /** A person pressed a button: without a key of its own, the submission gets one of shop and parameters. */
  readonly byPerson: boolean;
}

/** Longest time from now to `runAt`, ms: 400 days. */
const longestAheadMs = 400 * 24 * 3600 * 1000;

/** The run that a checked request asks for, by the precedence run > flow > default. Throws for parameters that don't fit. */
export function draftRun(
  request: ParsedSubmitRequest,
  flow: FlowDefinition,
  shopPlatform: string | null,
  id: string,
  now: number,
  origin: DraftOrigin,
): RunRecord {
  const params = request.params ?? {};
  checkParams(flow, params);
  const dueAt = dueTime(request, now);
  const expires = request.expiresInSeconds ?? flow.expiresInSeconds;
  const facts = {
    platform: shopPlatform,
    shopId: request.shopId ?? null,
    taskType: request.taskType ?? taskTypeOfFlow(flow),
    params,
  };
  return {
    ...blankRun(id, now),
    ...facts,
    flow: flow.name,
    flowHash: flow.hash,
    priority: request.priority ?? defaultPriority,
    tags: request.tags ?? flow.tags,
    pool: flow.pool,
    maxRetries: request.maxRetries ?? flow.retry.max,
    dedupeKey: request.dedupeKey ?? defaultKey(flow, facts, origin.byPerson),
    source: origin.source,
    createdBy: origin.createdBy,
    batchId: origin.batchId,
    dueAt,
    expiresAt: expires === null ? null : dueAt + Math.round(expires * 1000),
    timeoutSeconds: request.timeoutSeconds ?? flow.timeoutSeconds,
  };
}

function dueTime(request: ParsedSubmitRequest, now: number): number {
  if (request.delaySeconds !== undefined && request.runAt !== undefined) {
    throw new DroverError('bad_request', said('delay_and_time'), {
      details: { faults: [faultAt('/runAt', said('beside_delay'))] },
    });
  }
  if (request.delaySeconds !== undefined) return now + Math.round(request.delaySeconds * 1000);
  if (request.runAt === undefined) return now;
  const at = Date.parse(request.runAt);
  if (at - now > longestAheadMs) {
    throw new DroverError('bad_request', said('too_far_ahead'), {
      details: { faults: [faultAt('/runAt', said('far_ahead'))] },
    });
  }
  // A due time that has passed gives no better rank than now.
  return Math.max(at, now);
}

/** A run before its admission: everything that a submission does not say. */
function blankRun(id: string, now: number): RunRecord {
  return {
    seq: 0,
    id,
    flow: '',
    flowHash: null,
    platform: null,
    shopId: null,
    taskType: null,
    state: 'scheduled',
    code: null,
    error: null,
    priority: defaultPriority,
    params: {},
    output: null,
    tags: [],
    pool: '',
    attempt: 0,
    failures: 0,
    losses: 0,
    maxRetries: 0,
    dedupeKey: null,
    source: 'api',
    createdBy: null,
    createdAt: now,
    dueAt: now,
    queuedAt: null,
    startedAt: null,
    endedAt: null,
    expiresAt: null,
    timeoutSeconds: 0,
    blockedBy: null,
    blockedAt: null,
    rank: 0,
    wakeAt: null,
    classKey: 0,
    node: null,
    wakeUpPending: false,
    batchId: null,
    retryOf: null,
    retriedAs: null,
    serialKey: null,
    scheduleId: null,
    slotAt: null,
    cancelRequestedAt: null,
    revision: 0,
  };
}
