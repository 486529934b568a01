import { maxFanOut } from '../../contract/batch.ts';
import { maxPageSize } from '../../contract/paging.ts';
import type { ShopSelector } from '../../contract/submit.ts';
import type { ShopRecord } from '../../domain/records.ts';
import type { History } from '../../ports/history.ts';

/** The shops that a selector names, by platform and id; disabled ones only when it says so; at most `most`. */
export function selectedShops(
  { enabled = true, ...rest }: ShopSelector,
  history: History,
  most = maxFanOut + 1,
): Promise<ShopRecord[]> {
  return shopsLike({ ...rest, enabled }, history, most);
}

/** The shops of which all that is given holds, by platform and id; at most `most`. */
export async function shopsLike(
  { platform, tag, ids, enabled }: ShopSelector,
  history: History,
  most = Number.POSITIVE_INFINITY,
): Promise<ShopRecord[]> {
  const filter = {
    ...(enabled === undefined ? {} : { enabled }),
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
