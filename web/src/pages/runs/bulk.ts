/** Work on many runs: a job that goes on in the server, however this page fares. */
import { useMutation, useQuery } from '@tanstack/react-query';
import type { RunSelection } from '../../../../src/client/index.ts';
import type { BulkJob } from '../../../../src/contract/dead-letter.ts';
import { client } from '../../api/client.ts';
import { shopOf } from './shop-key.model.ts';

export type BulkAction = 'retry' | 'cancel';

/** Which runs: these, or all that the selection finds. */
export type BulkTarget = { readonly ids: readonly string[] } | { readonly selection: RunSelection };

/** Runs that are retried a second, and the most of one job. */
export const ratePerSecond = 50;
export const mostRuns = 10_000;
/** A job under way is looked at this often, ms. */
const lookMs = 1_000;

/** The selection as the job's filter has it. */
function filterOf({ shop, state, ...others }: RunSelection) {
  const named = shop === undefined ? null : shopOf(shop);
  return {
    ...others,
    ...(state === undefined ? {} : { state: [...state] }),
    ...(named?.shopId === undefined || named.shopId === null ? {} : { shopId: named.shopId }),
    ...(named?.platform === undefined || named.platform === null ? {} : { platform: named.platform }),
  };
}

/** Begins a job; `data` is what it was at first. */
export function useStartBulk() {
  return useMutation({
    mutationFn: ({ action, target }: { action: BulkAction; target: BulkTarget }) =>
      client.startRunsJob({
        action,
        ...('ids' in target ? { ids: [...target.ids] } : { filter: filterOf(target.selection) }),
        ...(action === 'retry' ? { ratePerSecond } : {}),
      }),
  });
}

/** How far a job is. */
export function useBulkJob(first: BulkJob) {
  return useQuery({
    queryKey: ['bulk-jobs', first.id],
    queryFn: () => client.bulkJob(first.id),
    initialData: first,
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? lookMs : false),
  });
}
