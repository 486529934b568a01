/**
 * Intake: from a request to a stored run. Everything that can be refused is refused before the transaction; the store
 * then decides about duplicates and room in one transaction per run (many runs share a group commit).
 */
import {
  type ParsedSubmitRequest,
  type ShopSelector,
  type SubmitResponse,
  submitRequestSchema,
} from '../../contract/submit.ts';
import { hashOf } from '../../domain/canonical-json.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { badRequest, inputFaults } from '../../domain/input-faults.ts';
import { said } from '../../domain/refusals/said.ts';
import type { BatchRecord } from '../../ports/batches.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { IdempotencyKey, Submission } from '../dispatch/submission.ts';
import { type DraftOrigin, draftRun } from './draft.ts';
import { fanOut } from './fan-out.ts';
import { resolveFlow } from './resolve-flow.ts';
import { platformOf } from './shop-platform.ts';
import { answerOf, idempotencyConflict, repeatAndShow, type Submitted, submitAndShow } from './submitted.ts';

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
export type BatchRequestBody =
  | { readonly runs: readonly unknown[] }
  | { readonly run: ParsedSubmitRequest; readonly shops: ShopSelector };

/** A run of a batch that was refused, with the shop that it was for, where it names one. */
export interface BatchRefusal {
  readonly error: DroverError;
  readonly platform?: string;
  readonly shopId?: string;
}

export interface BatchOutcome {
  /** Null: all of it was refused, so there is no batch, and nothing is kept of the request. */
  readonly batchId: string | null;
  /** In the order asked for. */
  readonly results: readonly (SubmitResponse | BatchRefusal)[];
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
  readonly logger: Logger;
}

export function createIntake(parts: IntakeParts): Intake {
  const { dispatcher } = parts;

  const prepare = async (
    request: ParsedSubmitRequest,
    origin: DraftOrigin,
    idempotency: IdempotencyKey | null,
  ): Promise<Submission> => {
    const flow = resolveFlow(dispatcher.catalog, request);
    const platform = await platformOf(request, flow, parts.history);
    const run = draftRun(request, flow, platform, parts.ids.next('run'), parts.clock.now(), origin);
    return {
      ...{ run, onDuplicate: request.onDuplicate ?? 'attach', requirementTags: flow.tags, idempotency },
      fresh: true,
    };
  };

  /** What a request came to that is refused now: the configuration may have changed, or a file gone, since then. */
  const earlierOf = (idempotency: IdempotencyKey): Promise<Submitted | null> =>
    dispatcher.command((work) => repeatAndShow(work, idempotency));

  const submitOne = async (
    request: ParsedSubmitRequest,
    origin: DraftOrigin,
    idempotency: IdempotencyKey | null,
    batch: BatchRecord | null,
  ): Promise<SubmitResponse> => {
    const submission = await prepare(request, origin, idempotency).catch(refusal);
    if (submission instanceof DroverError) {
      const earlier = idempotency === null ? null : await earlierOf(idempotency);
      if (earlier === null) throw submission;
      return answerOf(earlier);
    }
    return answerOf(
      await dispatcher.command(async (work) => {
        const submitted = await submitAndShow(work, submission);
        if (batch !== null && submitted.outcome.kind === 'created') await work.tx.ensureBatch(batch);
        return submitted;
      }),
    );
  };

  /** The batch's id: of this key, the one that it had before. Throws when the key stands for another request. */
  const batchIdOf = async (key: string | null, bodyHash: string): Promise<string> => {
    const made = parts.ids.next('batch');
    if (key === null) return made;
    const seen = await dispatcher.command(async (work) => {
      const known = await work.tx.idempotent(key);
      if (known === undefined) await work.tx.putIdempotent(key, bodyHash, made, work.now);
      return known;
    });
    if (seen === undefined) return made;
    if (seen.bodyHash !== bodyHash) throw idempotencyConflict();
    return seen.runId;
  };

  const settled = async (
    request: AskedRun,
    origin: DraftOrigin,
    idempotency: IdempotencyKey | null,
    batch: BatchRecord,
  ): Promise<SubmitResponse | BatchRefusal> => {
    if (request instanceof DroverError) return { error: request };
    if ('error' in request) return request;
    try {
      return await submitOne(request, origin, idempotency, batch);
    } catch (thrown) {
      const { platform, shopId } = request;
      const error =
        thrown instanceof DroverError
          ? thrown
          : new DroverError('internal', String(thrown), { kind: 'bug', cause: thrown });
      // The others are made all the same, so who asked hears of each.
      if (error.kind === 'bug')
        parts.logger.error(
          { batch: batch.id, platform, shop: shopId, error: stackOf(thrown) },
          'a run of a batch could not be made',
        );
      return {
        error,
        ...(platform === undefined ? {} : { platform }),
        ...(shopId === undefined ? {} : { shopId }),
      };
    }
  };

  return {
    submit: (request, by) => {
      const idempotency =
        by.idempotencyKey === null ? null : { key: by.idempotencyKey, bodyHash: hashOf(request) };
      return submitOne(request, originOf(by, null, false), idempotency, null);
    },

    batch: async (body, by): Promise<BatchOutcome> => {
      const fannedOut = 'run' in body;
      const key = by.idempotencyKey;
      const bodyHash = key === null ? '' : hashOf(body);
      const requests = fannedOut
        ? await fanOut(body.run, body.shops, { history: parts.history, catalog: dispatcher.catalog }).then(
            ({ requests, unknown }) => [...requests, ...unknown.map((id) => unknownShop(id, body))],
            refusal,
          )
        : body.runs.map(parsedOrFaults);
      if (requests instanceof DroverError) {
        const earlier = key === null ? null : await earlierOf({ key, bodyHash });
        throw earlier?.outcome.kind === 'idempotency_conflict' ? idempotencyConflict() : requests;
      }
      const batchId = await batchIdOf(key, bodyHash);
      const origin = originOf(by, batchId, fannedOut);
      const batch = newBatch(batchId, requests, by, parts.clock.now());
      const results = await Promise.all(
        requests.map((request, i) => {
          // Shops may have come or gone when a fan-out is repeated.
          const part =
            fannedOut && isRequest(request) ? `${request.platform ?? ''}:${request.shopId ?? ''}` : String(i);
          return settled(request, origin, key === null ? null : { key: `${key}#${part}`, bodyHash }, batch);
        }),
      );
      const refused = results.flatMap((result) => ('error' in result ? [result.error] : []));
      if (refused.length === results.length) {
        const fault = refused.find(({ kind }) => kind !== 'user');
        // When the store takes nothing, the whole request has failed and can be repeated.
        if (fault !== undefined && refused.every(({ kind }) => kind !== 'user')) throw fault;
        if (key !== null) await dispatcher.command((work) => work.tx.deleteIdempotent(key));
        return { batchId: null, results };
      }
      // With nothing but new runs the record is complete already.
      if (results.some((result) => 'error' in result || result.deduplicated === true)) {
        const counts = countsOf(batchId, results);
        await dispatcher.command(async (work) => {
          await work.tx.ensureBatch(batch);
          await work.tx.setBatchCounts(batchId, counts.attached, counts.refused);
        });
      }
      return { batchId, results };
    },
  };
}

/** A run of a batch as it was asked for, or why it can't be taken. */
type AskedRun = ParsedSubmitRequest | BatchRefusal | DroverError;

function isRequest(asked: AskedRun): asked is ParsedSubmitRequest {
  return !(asked instanceof DroverError) && !('error' in asked);
}

function unknownShop(
  shopId: string,
  { run, shops }: { readonly run: ParsedSubmitRequest; readonly shops: ShopSelector },
): BatchRefusal {
  const platform = shops.platform ?? run.platform;
  const words =
    platform === undefined
      ? said('shop_id_none', { id: shopId })
      : said('shop_of_platform_none', { id: shopId, platform });
  return {
    error: new DroverError('unknown_shop', words),
    ...(platform === undefined ? {} : { platform }),
    shopId,
  };
}

/** The batch's record; its flow where all of its requests name the same. */
function newBatch(id: string, requests: readonly AskedRun[], by: Submitter, now: number): BatchRecord {
  const [flow, ...more] = new Set(
    requests.flatMap((request) => {
      if (isRequest(request)) return [request.flow];
      // What names an unknown shop is of the same flow as the others.
      return request instanceof DroverError ? [undefined] : [];
    }),
  );
  return {
    id,
    flow: more.length === 0 ? (flow ?? null) : null,
    createdBy: by.name,
    createdAt: now,
    asked: requests.length,
    attached: 0,
    refused: 0,
  };
}

/** How many of a batch's results are no run of their own: what attached to another batch's run, or to one of its own. */
function countsOf(
  batchId: string,
  results: readonly (SubmitResponse | BatchRefusal)[],
): Pick<BatchRecord, 'attached' | 'refused'> {
  const own = new Set<string>();
  let refused = 0;
  for (const result of results) {
    if ('error' in result) refused++;
    else if (result.run.batchId === batchId) own.add(result.run.id);
  }
  return { attached: results.length - refused - own.size, refused };
}

function originOf(by: Submitter, batchId: string | null, fannedOut: boolean): DraftOrigin {
  const source = fannedOut ? 'fanout' : by.client === 'ui' ? 'ui' : 'api';
  return { source, createdBy: by.name, batchId, byPerson: by.client !== null };
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

/** The error of a request that can't be taken as it is; rethrows any other. */
function refusal(error: unknown): DroverError {
  if (error instanceof DroverError && error.kind === 'user') return error;
  throw error;
}

function parsedOrFaults(body: unknown): ParsedSubmitRequest | DroverError {
  const parsed = submitRequestSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  return badRequest(inputFaults(parsed.error.issues, Object.keys(submitRequestSchema.shape)));
}
