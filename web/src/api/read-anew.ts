import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Reads anew what is under the key, as far as it is on the screen. What is being read for the first time just then may have
 * been answered before the change that made it stale; TanStack Query would leave it at that, so it is read once more.
 */
export function readAnewUnder(queries: QueryClient, queryKey: QueryKey): void {
  for (const query of queries.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching' })) {
    if (query.state.data !== undefined) continue;
    void query
      .fetch()
      .catch(() => undefined)
      .then(() => queries.invalidateQueries({ queryKey: query.queryKey, exact: true }));
  }
  void queries.invalidateQueries({ queryKey });
}
