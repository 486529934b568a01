import type { BatchResult } from '../../contract/batch.ts';
import type { Shell } from '../shell.ts';
import { shopText } from './run-words.ts';
import { toldIn } from './told.ts';

type Refusal = Extract<BatchResult, { readonly error: unknown }>;

/** Shops that a refusal names before it counts the others. */
const mostShops = 5;

/** Why runs of a batch were refused: a line for each reason, with its shops. */
export function refusalLines(results: readonly BatchResult[], { say, language }: Shell): string[] {
  const refused = results.filter((result): result is Refusal => 'error' in result);
  const reasons = Map.groupBy(refused, ({ error: { detail, words } }) =>
    toldIn(language, { message: detail, words }),
  );
  return [...reasons].map(([reason, group]) => {
    const shops = group.flatMap(({ platform = null, shopId = null }) =>
      platform === null && shopId === null ? [] : [shopText({ platform, shopId })],
    );
    const shown = shops.slice(0, mostShops).join(', ');
    if (shops.length === 0) return reason;
    if (shops.length <= mostShops) return say('refused_shops', { shops: shown, reason });
    return say('refused_many', { count: group.length, shops: shown, reason });
  });
}
