import type { FlowDefinition } from '../../contract/manifest.ts';
import type { ParsedSubmitRequest } from '../../contract/submit.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { platformOfFlow } from '../../domain/flow-match.ts';
import { faultAt } from '../../domain/input-faults.ts';
import { said } from '../../domain/refusals/said.ts';
import type { History } from '../../ports/history.ts';

/**
 * The platform of a submission: the one given, else the flow's own, else that of the only known shop with this id. A shop
 * without a platform would be a second shop beside the real one, so then it is refused (`bad_request`).
 */
export async function platformOf(
  request: ParsedSubmitRequest,
  flow: FlowDefinition,
  history: History,
): Promise<string | null> {
  if (request.platform !== undefined) return request.platform;
  const own = platformOfFlow(flow);
  if (own !== null) return own;
  if (request.shopId === undefined) return null;
  const { items } = await history.shops({ ids: [request.shopId] }, 10, null);
  const [only, ...others] = items.map(({ shop }) => shop.platform);
  if (only !== undefined && others.length === 0) return only;
  const which =
    only === undefined
      ? said('shop_not_seen')
      : said('shop_seen_on', {
          platforms: { en: [only, ...others].join(' and '), zh: [only, ...others].join('、') },
        });
  throw new DroverError('bad_request', said('platform_wanted', { shop: request.shopId, which }), {
    details: { faults: [faultAt('/platform', said('platform_missing'))] },
  });
}
