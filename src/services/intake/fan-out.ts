import { maxFanOut } from '../../contract/batch.ts';
import { maxPageSize } from '../../contract/paging.ts';
import type { ParsedSubmitRequest, ShopSelector } from '../../contract/submit.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { faultAt } from '../../domain/input-faults.ts';
import type { ShopRecord } from '../../domain/records.ts';
import { said } from '../../domain/refusals/said.ts';
import type { History } from '../../ports/history.ts';

/**
 * One request for each shop that the selector names, in the shops' order. Disabled shops only when the selector says
 * `enabled: false`. Throws `bad_request` when there is none, too many, or the request names a shop itself.
 */
export async function fanOut(
  request: ParsedSubmitRequest,
  selector: ShopSelector,
  history: History,
): Promise<ParsedSubmitRequest[]> {
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
  return requests;
}

/** The shops that a selector names, by platform and id; disabled ones only when it says so; at most `most`. */
export async function selectedShops(
  { platform, tag, ids, enabled = true }: ShopSelector,
  history: History,
  most = maxFanOut + 1,
): Promise<ShopRecord[]> {
  const filter = {
    enabled,
    ...(platform === undefined ? {} : { platform }),
    ...(tag === undefined ? {} : { tag }),
    ...(ids === undefined ? {} : { ids }),
  };
  const shops: ShopRecord[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<History['shops']>> = await history.shops(filter, maxPageSize, cursor);
    shops.push(...page.items.map(({ shop }) => shop));
    cursor = page.next;
  } while (cursor !== null && shops.length < most);
  return shops.slice(0, most);
}
