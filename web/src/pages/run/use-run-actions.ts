import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Run } from '../../../../src/contract/run.ts';
import { client } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';

/** What a person can do with a run and its shop. `onRetried`: there is a new run. */
export function useRunActions(run: Run, onRetried: (next: Run) => void) {
  const queries = useQueryClient();
  const readAnew = (): void => {
    void queries.invalidateQueries({ queryKey: queryKeys.runs.one(run.id) });
    void queries.invalidateQueries({ queryKey: queryKeys.shops.all });
  };
  const retry = useMutation({
    mutationFn: () => client.retry(run.id),
    onSuccess: (answer) => onRetried(answer.run),
  });
  const cancel = useMutation({ mutationFn: () => client.cancel(run.id), onSettled: readAnew });
  const resumeShop = useMutation({
    mutationFn: () => client.resumeShop(run.platform ?? '', run.shopId ?? ''),
    onSettled: readAnew,
  });
  const pauseShop = useMutation({
    mutationFn: (reason: string) =>
      client.pauseShop(run.platform ?? '', run.shopId ?? '', reason === '' ? undefined : reason),
    onSettled: readAnew,
  });
  return { retry, cancel, resumeShop, pauseShop };
}
export type RunActions = ReturnType<typeof useRunActions>;
