import type { Client } from '../client/client.ts';
import { maxPageSize } from '../contract/paging.ts';
import type { Shop } from '../contract/shop.ts';
import type { ShopSelector } from '../contract/submit.ts';

/** All shops that the server knows and of which what is given holds, page by page. */
export async function shopsOfServer(
  client: Pick<Client, 'shops'>,
  { platform, tag, enabled }: Omit<ShopSelector, 'ids'> = {},
): Promise<Shop[]> {
  const found: Shop[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Client['shops']>> = await client.shops({
      limit: maxPageSize,
      ...(platform === undefined ? {} : { platform }),
      ...(tag === undefined ? {} : { tag }),
      ...(enabled === undefined ? {} : { enabled }),
      ...(cursor === null ? {} : { cursor }),
    });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}
