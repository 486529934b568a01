/**
 * Intake: from a request to a stored run. Everything that can be refused is refused before the transaction; the store
 * then decides about duplicates and room in one transaction per run (many runs share a group commit).
 */
import { type ParsedSubmitRequest, type ShopSelector, submitRequestSchema, type SubmitResponse } from '../../contract/submit.ts';
import { hashOf } from '../../domain/canonical-json.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { badRequest, inputFaults } from '../../domain/input-faults.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { Submission } from '../dispatch/submission.ts';
import { type DraftOrigin, draftRun } from './draft.ts';
import { fanOut } from './fan-out.ts';
import { resolveFlow } from './resolve-flow.ts';
import { platformOf } from './shop-platform.ts';
import { answerOf, submitAndShow } from './submitted.ts';

/** On whose behalf something is submitted. */
export interface Submitter {
  /** Name of the token. */
  readonly name: string;
  /** A person's tool, or null for a program: then nothing is taken for a second click. */
  readonly client: 'cli' | 'ui' | null;
  /** Value of the header `Idempotency-Key`. */
  readonly idempotencyKey: string | null;
}

/** A batch: several bodies, or one for each shop that a selector names. */
export type BatchRequestBody = { readonly runs: readonly unknown[] } | { readonly run: ParsedSubmitRequest; readonly shops: ShopSelector };

export interface BatchOutcome {
  readonly batchId: string;
  /** In the order asked for. */
  readonly results: readonly (SubmitResponse | DroverError)[];
}

export interface Intake {
  /**
   * Stores a run, or attaches to the one that is there. Throws `unknown_flow`, `no_flow_matches`, `invalid_params`,
   * `params_too_large`, `bad_request`, `duplicate_run`, `idempotency_conflict`, `store_unavailable`, `disk_full`.
   */
  submit(request: ParsedSubmitRequest, by: Submitter): Promise<SubmitResponse>;
  /** The same for many; one that is refused does not hold up the others. Throws when nothing at all could be done. */
  batch(body: BatchRequestBody, by: Submitter): Promise<BatchOutcome>;
}

export interface IntakeParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly clock: Clock;
  readonly ids: Ids;
}

interface BatchItem {
  /** The request, or why it is none. */
  readonly request: ParsedSubmitRequest | DroverError;
  readonly idempotency: Submission['idempotency'];
}

export function createIntake(parts: IntakeParts): Intake {
  const { dispatcher } = parts;

  const prepare = async (request: ParsedSubmitRequest, origin: DraftOrigin, idempotency: Submission['idempotency']): Promise<Submission> => {
    const flow = resolveFlow(dispatcher.catalog, request);
    const platform = await platformOf(request, flow, parts.history);
    const run = draftRun(request, flow, platform, parts.ids.next('run'), parts.clock.now(), origin);
    return { run, onDuplicate: request.onDuplicate ?? 'attach', requirementTags: flow.tags, idempotency };
  };

  const submitOne = async (request: ParsedSubmitRequest, origin: DraftOrigin, idempotency: Submission['idempotency']): Promise<SubmitResponse> => {
    const submission = await prepare(request, origin, idempotency);
    return answerOf(await dispatcher.command((work) => submitAndShow(work, submission)));
  };

  const itemsOf = async (body: BatchRequestBody, by: Submitter): Promise<BatchItem[]> => {
    const bodyHash = by.idempotencyKey === null ? '' : hashOf(body);
    const requests =
      'run' in body ? await fanOut(body.run, body.shops, parts.history) : body.runs.map(parsedOrFaults);
    return requests.map((request, i) => ({
      request,
      idempotency: by.idempotencyKey === null ? null : { key: `${by.idempotencyKey}#${i}`, bodyHash },
    }));
  };

  const settled = async (item: BatchItem, origin: DraftOrigin): Promise<SubmitResponse | DroverError> => {
    if (item.request instanceof DroverError) return item.request;
    try {
      return await submitOne(item.request, origin, item.idempotency);
    } catch (error) {
      if (error instanceof DroverError && error.kind !== 'bug') return error;
      throw error;
    }
  };

  return {
    submit: (request, by) => {
      const idempotency = by.idempotencyKey === null ? null : { key: by.idempotencyKey, bodyHash: hashOf(request) };
      return submitOne(request, originOf(by, null, false), idempotency);
    },

    batch: async (body, by): Promise<BatchOutcome> => {
      const items = await itemsOf(body, by);
      const batchId = parts.ids.next('batch');
      const origin = originOf(by, batchId, 'run' in body);
      const results: (SubmitResponse | DroverError)[] = [];
      let from = 0;
      if (by.idempotencyKey !== null) {
        // Up to the first that is stored, one by one: it tells whether this key stands for another batch.
        for (let stored = false; !stored && from < items.length; from++) {
          const item = items[from];
          if (item === undefined) break;
          const result = await settled(item, origin);
          if (result instanceof DroverError && result.code === 'idempotency_conflict') throw result;
          stored = !(result instanceof DroverError);
          results.push(result);
        }
      }
      results.push(...(await Promise.all(items.slice(from).map((item) => settled(item, origin)))));
      // When the store takes nothing, the whole request has failed and can be repeated.
      const [first] = results;
      if (first instanceof DroverError && results.every((result) => result instanceof DroverError && result.kind === 'operational')) throw first;
      const repeated = by.idempotencyKey === null ? undefined : results.find((result) => !(result instanceof DroverError));
      const earlier = repeated instanceof DroverError ? undefined : repeated;
      return { batchId: earlier?.deduplicated === true ? (earlier.run.batchId ?? batchId) : batchId, results };
    },
  };
}

function originOf(by: Submitter, batchId: string | null, fannedOut: boolean): DraftOrigin {
  const source = fannedOut ? 'fanout' : by.client === 'ui' ? 'ui' : 'api';
  return { source, createdBy: by.name, batchId, byPerson: by.client !== null };
}

function parsedOrFaults(body: unknown): ParsedSubmitRequest | DroverError {
  const parsed = submitRequestSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  return badRequest(inputFaults(parsed.error.issues, Object.keys(submitRequestSchema.shape)));
}
