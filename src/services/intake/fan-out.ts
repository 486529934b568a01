import { maxFanOut } from '../../contract/batch.ts';
import type { Bilingual } from '../../contract/bilingual.ts';
import type { FlowDefinition } from '../../contract/manifest.ts';
import type { ParsedSubmitRequest, ShopSelector } from '../../contract/submit.ts';
import { defaultKey, filledKey, type KeyFacts, missingInKey } from '../../domain/default-key.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { taskTypeOfFlow } from '../../domain/flow-match.ts';
import { faultAt } from '../../domain/input-faults.ts';
import { listed, said } from '../../domain/refusals/said.ts';
import { idsWithoutShop } from '../../domain/schedule/unknown-shops.ts';
import { templateNames } from '../../domain/templates.ts';
import type { History } from '../../ports/history.ts';
import type { FlowCatalog } from '../dispatch/flow-catalog.ts';
import { resolveFlow } from './resolve-flow.ts';
import { selectedShops } from './selected-shops.ts';

/** What a selector comes to. */
export interface FannedOut {
  readonly requests: ParsedSubmitRequest[];
  /** Ids that the selector names and no shop (of its platform) has, or only a disabled one that it does not ask for. */
  readonly unknown: readonly string[];
}

/**
 * One request for each shop that the selector names, in the shops' order. Disabled shops only when the selector says
 * `enabled: false`. A business key is a template, filled for each shop. Throws `bad_request` when there is no shop, too
 * many, the request names one itself, or its business key does not tell them apart. So it does where that is the flow's:
 * whoever names several shops means a run for each, and the first would take in all others.
 */
export async function fanOut(
  request: ParsedSubmitRequest,
  selector: ShopSelector,
  { history, catalog }: { readonly history: History; readonly catalog: FlowCatalog },
): Promise<FannedOut> {
  if (request.shopId !== undefined) {
    throw new DroverError('bad_request', said('shop_beside_shops'), {
      details: { faults: [faultAt('/run/shopId', said('beside_shops'))] },
    });
  }
  const { platform = request.platform } = selector;
  const shops = await selectedShops({ ...selector, platform }, history);
  const requests = shops.map((shop) => ({ ...request, platform: shop.platform, shopId: shop.id }));
  if (requests.length > maxFanOut) {
    throw new DroverError('bad_request', said('shops_too_many', { limit: maxFanOut }), {
      details: { faults: [faultAt('/shops', said('names_too_many', { limit: maxFanOut }))] },
    });
  }
  if (requests.length === 0) {
    throw new DroverError('bad_request', said('shops_none'), {
      details: { faults: [faultAt('/shops', said('names_no_shop'))] },
    });
  }
  const unknown = await unknownIds({ ...selector, platform }, history);
  if (request.dedupeKey !== undefined) return { requests: keyedByShop(requests, request.dedupeKey), unknown };
  refuseSharedKeys(requests, catalog);
  return { requests, unknown };
}

/** Throws when several of these would have one business key by the `dedupe` of their flow. */
function refuseSharedKeys(requests: readonly ParsedSubmitRequest[], catalog: FlowCatalog): void {
  const seen = new Set<string>();
  for (const request of requests) {
    const flow = flowOf(request, catalog);
    if (flow === null || flow.dedupe === null) continue;
    const facts = factsOf(request);
    const key = defaultKey(flow, { ...facts, taskType: facts.taskType ?? taskTypeOfFlow(flow) }, false);
    if (key === null) continue;
    const named = `${flow.name}\0${key}`;
    if (seen.has(named))
      throw badKey(
        said('flow_shares_key', {
          flow: flow.name,
          dedupe: flow.dedupe,
          shop: '{shop_id}',
          platform: '{platform}',
        }),
        said('same_for_shops'),
      );
    seen.add(named);
  }
}

/** Null: there is none, which each of the requests is told. */
function flowOf(request: ParsedSubmitRequest, catalog: FlowCatalog): FlowDefinition | null {
  try {
    return resolveFlow(catalog, request);
  } catch (error) {
    if (error instanceof DroverError && error.kind === 'user') return null;
    throw error;
  }
}

function factsOf(request: ParsedSubmitRequest): KeyFacts {
  const { platform = null, shopId = null, taskType = null, params = {} } = request;
  return { platform, shopId, taskType, params };
}

/** Each request with a business key of its own, from a template of the same names as a flow's `dedupe`. */
function keyedByShop(requests: readonly ParsedSubmitRequest[], template: string): ParsedSubmitRequest[] {
  const keyed = requests.map((request) => {
    const facts = factsOf(request);
    const missing = missingInKey(template, facts).map((name) => `{${name}}`);
    if (missing.length > 0)
      throw badKey(said('key_unfilled', { names: listed(missing) }), said('names_not_here'));
    return { ...request, dedupeKey: filledKey(template, facts) };
  });
  const apart = new Set(keyed.map(({ dedupeKey }) => dedupeKey)).size === keyed.length;
  if (!apart || !templateNames(template).includes('shop_id'))
    throw badKey(
      said('shops_share_key', { shop: '{shop_id}', platform: '{platform}' }),
      said('same_for_shops'),
    );
  return keyed;
}

function badKey(words: Bilingual, fault: Bilingual): DroverError {
  return new DroverError('bad_request', words, { details: { faults: [faultAt('/run/dedupeKey', fault)] } });
}

/** A tag narrows a selection: what does not have it is known all the same. */
async function unknownIds(
  { tag: _, ids = [], ...filter }: ShopSelector,
  history: History,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const known = await selectedShops({ ...filter, ids }, history, Number.POSITIVE_INFINITY);
  return idsWithoutShop({ ids }, known);
}
