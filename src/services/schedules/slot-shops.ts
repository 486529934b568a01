import type { ShopSelector } from '../../contract/submit.ts';
import type { ShopPlace } from '../../domain/schedule/backfill-record.ts';
import { idsWithoutShop } from '../../domain/schedule/unknown-shops.ts';
import type { History } from '../../ports/history.ts';
import { selectedShops, shopsLike } from '../intake/selected-shops.ts';
import type { SlotShop } from './slot-runs.ts';

/** Whom a slot is for. */
export interface SlotShops {
  /** In the order of their places. */
  readonly shops: readonly SlotShop[];
  /** Ids that its selector names and no shop (of its platform) has. */
  readonly unknown: readonly string[];
}

export type ShopReader = (selector: ShopSelector | null) => Promise<SlotShops>;

/** Reads the shops of selectors, each but once. Without one: one run, of no shop. */
export function shopReader(history: History): ShopReader {
  const read = new Map<string, Promise<SlotShops>>();
  return (selector) => {
    if (selector === null) return noShop;
    const key = JSON.stringify(selector);
    const found = read.get(key) ?? shopsOf(selector, history);
    read.set(key, found);
    return found;
  };
}

const noShop: Promise<SlotShops> = Promise.resolve({ shops: [null], unknown: [] });

async function shopsOf(selector: ShopSelector, history: History): Promise<SlotShops> {
  const { tag, enabled = true, ...named } = selector;
  if (named.ids === undefined)
    return { shops: inOrder(await selectedShops(selector, history, Number.POSITIVE_INFINITY)), unknown: [] };
  // What has another tag, or is disabled, is known all the same.
  const known = await shopsLike(named, history);
  const fits = known.filter(
    (shop) => shop.enabled === enabled && (tag === undefined || shop.tags.includes(tag)),
  );
  return { shops: inOrder(fits), unknown: idsWithoutShop(selector, known) };
}

function inOrder(shops: readonly ShopPlace[]): SlotShop[] {
  return shops.map(({ platform, id }) => ({ platform, id })).sort(compareShops);
}

/** Shops behind this place. */
export function shopsAfter(shops: readonly SlotShop[], place: ShopPlace): SlotShop[] {
  return shops.filter((shop) => shop !== null && compareShops(shop, place) > 0);
}

function compareShops(a: ShopPlace, b: ShopPlace): number {
  if (a.platform !== b.platform) return a.platform < b.platform ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
