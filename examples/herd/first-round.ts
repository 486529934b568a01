import type { SubmitRequest } from '../../src/contract/submit.ts';
import { chinaDay } from './site/china-day.ts';
import { herdShops } from './site/shops.ts';

/** Every how many shops one has its goods refreshed and its customers answered too. */
const everyFewShops = 3;

/**
 * The bodies (`POST /api/runs`) that `npm start` submits first: for each of the 20 shops the orders of the day that it
 * is in China at `now`, and for a few shops their goods and messages as well, so that a second run waits for its shop.
 */
export function firstRound(now: Date = new Date()): SubmitRequest[] {
  const date = chinaDay(now);
  return herdShops.flatMap(({ platform, id: shopId }, index) => {
    const syncOrder: SubmitRequest = { flow: 'sync_order', platform, shopId, params: { date } };
    if (index % everyFewShops !== 0) return [syncOrder];
    return [
      syncOrder,
      { flow: 'refresh_goods', platform, shopId, params: {} },
      { flow: 'batch_reply', platform, shopId, params: {} },
    ];
  });
}
