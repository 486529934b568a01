import { queryOptions } from '@tanstack/react-query';
import { client } from './client.ts';
import { queryKeys } from './query-keys.ts';

/** As many as a page of the API has. */
const filter = { limit: 200 };

/** The nodes as they stand. Read anew by the clock, too: when a node was last heard is told by no live event. */
export const nodeListQuery = queryOptions({
  queryKey: queryKeys.nodes.list(filter),
  queryFn: () => client.nodes(filter),
  refetchInterval: 5_000,
});
