import type { PageOf } from '../contract/paging.ts';
import { DroverError } from '../domain/drover-error.ts';
import { said } from '../domain/refusals/said.ts';

/** One page of a list that is in memory; its cursors are the ids of last items. Throws `bad_cursor` for any other. */
export function arrayPage<Item>(
  items: readonly Item[],
  idOf: (item: Item) => string,
  query: { readonly limit: number; readonly cursor?: string | undefined },
): PageOf<Item> {
  let from = 0;
  if (query.cursor !== undefined) {
    from = items.findIndex((item) => idOf(item) === query.cursor) + 1;
    if (from === 0) throw new DroverError('bad_cursor', said('cursor_not_known'));
  }
  const page = items.slice(from, from + query.limit);
  const last = page.at(-1);
  return {
    items: page,
    nextCursor: from + query.limit < items.length && last !== undefined ? idOf(last) : null,
  };
}
