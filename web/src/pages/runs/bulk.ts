/** Work on many runs: a job that goes on in the server, however this page fares. */
import { useMutation } from '@tanstack/react-query';
import type { RunSelection } from '../../../../src/client/index.ts';
import { client } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { shopOf } from './shop-key.model.ts';

export type BulkAction = 'retry' | 'cancel';

/** Which runs: these, or all that the selection finds. */
export type BulkTarget = { readonly ids: readonly string[] } | { readonly selection: RunSelection };

/** Runs that are retried a second, and the most of one job. */
export const ratePerSecond = 50;
export const mostRuns = 10_000;

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
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.deadLetters.jobs }),
  });
}
