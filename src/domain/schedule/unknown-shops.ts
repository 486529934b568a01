/** Ids that the selector of a schedule names and no shop has: a misspelt one would leave its shop out without a word. */
import type { Bilingual } from '../../contract/bilingual.ts';
import type { ShopSelector } from '../../contract/submit.ts';
import { didYouMean } from '../did-you-mean.ts';
import { nothingSaid, said } from '../refusals/said.ts';
import type { ShopPlace } from './backfill-record.ts';

/** An id that no shop has. */
export interface UnknownShop {
  readonly id: string;
  /** The id that was probably meant: one that a shop has, and the selector does not name. Absent: none is near. */
  readonly meant?: string;
}

/** Most ids that words tell. */
const toldIds = 5;

/** The ids of a selector that none of these shops (of its platform) has, each once, in its order. */
export function idsWithoutShop({ platform, ids = [] }: ShopSelector, shops: Iterable<ShopPlace>): string[] {
  const left = new Set(ids);
  for (const shop of shops) if (platform === undefined || shop.platform === platform) left.delete(shop.id);
  return [...left];
}

/** The same with what was probably meant; only of those that words tell. */
export function unknownShops(selector: ShopSelector, shops: readonly ShopPlace[]): UnknownShop[] {
  const { platform, ids = [] } = selector;
  const unknown = idsWithoutShop(selector, shops);
  if (unknown.length === 0) return [];
  const named = new Set(ids);
  const others = shops
    .filter((shop) => (platform === undefined || shop.platform === platform) && !named.has(shop.id))
    .map(({ id }) => id);
  return unknown.map((id, index) => {
    const meant = index < toldIds ? didYouMean(id, others) : undefined;
    return meant === undefined ? { id } : { id, meant };
  });
}

/** That no shop has these ids; `unknown` is not empty. */
export function unknownShopsWords({ platform }: ShopSelector, unknown: readonly UnknownShop[]): Bilingual {
  const where = platform === undefined ? nothingSaid : said('shops_where', { platform });
  return said('shops_unknown', { where, ids: idsTold(unknown) });
}

/** Ids in a row, each with what was meant; of many the first, and how many more there are of `total`. */
export function idsTold(unknown: readonly UnknownShop[], total = unknown.length): Bilingual {
  const told = unknown
    .slice(0, toldIds)
    .map(({ id, meant }) =>
      meant === undefined ? { en: `"${id}"`, zh: `“${id}”` } : said('shop_id_meant', { id, meant }),
    );
  const left = total - told.length;
  const more = left === 0 ? nothingSaid : said('and_more', { count: left });
  return {
    en: `${told.map(({ en }) => en).join(', ')}${more.en}`,
    zh: `${told.map(({ zh }) => zh).join('、')}${more.zh}`,
  };
}
