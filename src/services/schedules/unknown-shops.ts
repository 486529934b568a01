import type { ShopSelector } from '../../contract/submit.ts';
import type { ShopPlace } from '../../domain/schedule/backfill-record.ts';
import { idsWithoutShop, type UnknownShop, unknownShops } from '../../domain/schedule/unknown-shops.ts';
import type { History } from '../../ports/history.ts';
import { shopsLike } from '../intake/selected-shops.ts';

/** Which ids of a selector no shop has, with what was probably meant. */
export type UnknownShopReader = (selector: ShopSelector | null) => Promise<readonly UnknownShop[]>;

/** Looks for the shops of selectors; what else there is on a platform is read but once, and only where an id is unknown. */
export function unknownShopReader(history: History): UnknownShopReader {
  const byPlatform = new Map<string | undefined, Promise<readonly ShopPlace[]>>();
  const allOn = (platform: string | undefined): Promise<readonly ShopPlace[]> => {
    const read = byPlatform.get(platform) ?? shopsLike({ platform }, history);
    byPlatform.set(platform, read);
    return read;
  };
  return async (selector) => {
    if (selector?.ids === undefined || selector.ids.length === 0) return [];
    const { platform, ids } = selector;
    if (idsWithoutShop(selector, await shopsLike({ platform, ids }, history)).length === 0) return [];
    return unknownShops(selector, await allOn(platform));
  };
}
