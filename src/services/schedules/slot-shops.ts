import type { ShopSelector } from '../../contract/submit.ts';
import type { ShopPlace } from '../../domain/schedule/backfill-record.ts';
import type { History } from '../../ports/history.ts';
import { selectedShops } from '../intake/fan-out.ts';
import type { SlotShop } from './slot-runs.ts';

/** Those that a slot is for, in the order of their places. */
export type ShopReader = (selector: ShopSelector | null) => Promise<readonly SlotShop[]>;

/** Reads the shops of selectors, each but once. Without one: one run, of no shop. */
export function shopReader(history: History): ShopReader {
  const read = new Map<string, Promise<readonly SlotShop[]>>();
  return (selector) => {
    if (selector === null) return noShop;
    const key = JSON.stringify(selector);
    const found = read.get(key) ?? shopsOf(selector, history);
    read.set(key, found);
    return found;
  };
}

const noShop: Promise<readonly SlotShop[]> = Promise.resolve([null]);

async function shopsOf(selector: ShopSelector, history: History): Promise<readonly SlotShop[]> {
  const shops = await selectedShops(selector, history, Number.POSITIVE_INFINITY);
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
