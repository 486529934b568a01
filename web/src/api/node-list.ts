import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';
import { queryKeys } from './query-keys.ts';

/** As many as a page of the API has. */
const filter = { limit: 200 };

/**
 * The nodes as they stand. Read anew by the clock, too: a node that is idle when it is lost, or drained elsewhere, changes
 * no run, so no live event tells of it.
 */
export const nodeListQuery = queryOptions({
  queryKey: queryKeys.nodes.list(filter),
  queryFn: () => client.nodes(filter),
  refetchInterval: 5_000,
});
