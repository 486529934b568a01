import { z } from 'zod';

/** Most items of one page, and how many there are by default. */
export const maxPageSize = 200;
export const defaultPageSize = 50;

/** Query members of every list: how many, and where to go on (`nextCursor` of the page before). */
export const pageQueryShape = {
  limit: z.coerce.number().int().min(1).max(maxPageSize).default(defaultPageSize),
  cursor: z.string().min(1).max(200).optional(),
};

/** One page of a list; `nextCursor` is null on the last one. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** `pageSchema`'s type. */
export interface PageOf<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}
