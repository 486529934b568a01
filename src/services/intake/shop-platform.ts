import type { FlowDefinition } from '../../contract/manifest.ts';
import type { ParsedSubmitRequest } from '../../contract/submit.ts';
import { DroverError } from '../../domain/drover-error.ts';
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
  const own = flow.match?.platform;
  if (own !== undefined && own !== '*') return own;
  if (request.shopId === undefined) return null;
  const { items } = await history.shops({ ids: [request.shopId] }, 10, null);
  const [only, ...others] = items.map(({ shop }) => shop.platform);
  if (only !== undefined && others.length === 0) return only;
  const which =
    only === undefined
      ? 'No shop with this id is known yet'
      : `It exists on ${[only, ...others].join(' and ')}`;
  throw new DroverError('bad_request', `Say on which platform shop ${request.shopId} is. ${which}.`, {
    details: { faults: [{ path: '/platform', message: 'is missing beside shopId' }] },
  });
}
