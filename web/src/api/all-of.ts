import type { PageOf } from '../../../src/contract/paging.ts';

const pageSize = 200;
/** More than anybody has; an end for what would otherwise be read without one. */
const mostPages = 50;

/** Every item of a list, page by page. For lists that stay short: names, schedules. */
export async function allOf<Item>(
  read: (page: { limit: number; cursor?: string }) => Promise<PageOf<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < mostPages; page++) {
    const answer: PageOf<Item> = await read({ limit: pageSize, ...(cursor === null ? {} : { cursor }) });
    items.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === null) break;
  }
  return items;
}
