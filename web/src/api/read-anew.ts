import type { QueryClient, QueryFilters } from '@tanstack/react-query';

/**
 * Reads anew what fits, as far as it is on the screen. What is being read just then may have been answered before the change
 * that made it stale: it is read once more afterwards. It is not broken off, or a slow answer would never come where
 * changes come faster.
 */
export function readAnew(queries: QueryClient, filters: QueryFilters): void {
  const rest = { cancelRefetch: false };
  for (const query of queries.getQueryCache().findAll({ ...filters, fetchStatus: 'fetching' })) {
    void query
      .fetch()
      .catch(() => undefined)
      .then(() => queries.invalidateQueries({ queryKey: query.queryKey, exact: true }, rest));
  }
  void queries.invalidateQueries(filters, rest);
}
