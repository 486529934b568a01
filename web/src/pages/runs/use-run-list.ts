/**
 * The rows of a list of runs. They change in place (api/live-fold.model.ts); none comes, goes or moves by itself. What is
 * new waits until a person takes it, and is looked for once events say that there may be some (new-rows.ts).
 */
import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { RunSelection } from '../../../../src/client/index.ts';
import type { PageOf } from '../../../../src/contract/paging.ts';
import type { Run } from '../../../../src/contract/run.ts';
import { client } from '../../api/client.ts';
import { onRunEvents, told } from '../../api/live.ts';
import type { RunEvent } from '../../api/live-fold.model.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { type Look, lookForRows, type NewRows } from './new-rows.ts';

const pageSize = 100;
type Pages = InfiniteData<PageOf<Run>, string | null>;

const noneWaits: NewRows = { count: 0, more: false };

export interface RunList {
  readonly rows: readonly Run[];
  readonly read: {
    readonly data: unknown;
    readonly error: Error | null;
    readonly isFetching: boolean;
    refetch(): unknown;
  };
  readonly more: { readonly has: boolean; readonly loading: boolean; load(): void };
  readonly fresh: NewRows;
  /** Puts the new rows in. */
  take(): void;
  /** These rows belong to another filter: the one asked for is still being read. */
  readonly previous: boolean;
}

/** `mayBelong`: whether what an event tells of may belong to the list. `mayTake`: whether new rows may come in by themselves. */
export function useRunList(
  selection: RunSelection,
  mayBelong: (event: RunEvent) => boolean,
  mayTake: () => boolean,
): RunList {
  const queries = useQueryClient();
  const key = queryKeys.runs.list(selection);
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal: _signal }) =>
      client.runs({ ...selection, limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) }),
    // Cursors of later pages are texts.
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // Rows that are shown stay where they are; see above.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => uniqueRuns(list.data?.pages ?? []), [list.data]);
  const known = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    known.current = new Set(rows.map(({ id }) => id));
  }, [rows]);

  const keyText = JSON.stringify(key);
  const [waiting, setWaiting] = useState<{ key: string; rows: NewRows } | null>(null);
  const current = useRef<Look | null>(null);

  useEffect(() => {
    const look = lookForRows({
      read: () => told.page(() => client.runs({ ...selection, limit: pageSize })),
      pageSize,
      known: () => known.current,
      mayTake,
      put: (head) => {
        setWaiting(null);
        queries.setQueryData<Pages>(queryKeys.runs.list(selection), { pages: [head], pageParams: [null] });
      },
      offer: (offered) => setWaiting({ key: keyText, rows: offered }),
    });
    current.current = look;
    const stop = onRunEvents((events) => {
      if (
        events.some(
          (event) => event.event === 'state' && !known.current.has(event.data.runId) && mayBelong(event),
        )
      )
        look.soon();
    });
    // The list may be one that was read a while ago.
    look.soon();
    return () => {
      look.stop();
      stop();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the selection's text stands for it and for both questions
  }, [queries, keyText]);

  return {
    rows,
    read: list,
    more: {
      has: list.hasNextPage,
      loading: list.isFetchingNextPage,
      load: () => void list.fetchNextPage(),
    },
    fresh: waiting?.key === keyText ? waiting.rows : noneWaits,
    take: () => void current.current?.take(),
    previous: list.isPlaceholderData,
  };
}

/** A run that moved between two pages while they were read stands once, where it was met first. */
export function uniqueRuns(pages: readonly PageOf<Run>[]): readonly Run[] {
  const met = new Set<string>();
  return pages.flatMap(({ items }) =>
    items.filter(({ id }) => {
      if (met.has(id)) return false;
      met.add(id);
      return true;
    }),
  );
}
