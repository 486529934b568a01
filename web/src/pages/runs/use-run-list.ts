/**
 * The rows of a list of runs. They change in place (api/live-fold.model.ts); none comes, goes or moves by itself. What is
 * new waits until a person takes it, and is counted by reading the head of the list again once events say that it may
 * have changed: never more often than every 2 s.
 */
import { type InfiniteData, keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RunSelection } from '../../../../src/client/index.ts';
import type { PageOf } from '../../../../src/contract/paging.ts';
import type { Run } from '../../../../src/contract/run.ts';
import { client } from '../../api/client.ts';
import { onRunEvents } from '../../api/live.ts';
import type { RunEvent } from '../../api/live-fold.model.ts';
import { queryKeys } from '../../api/query-keys.ts';

const pageSize = 100;
/** The head is read at most this often, ms. */
const lookMs = 2_000;

type Pages = InfiniteData<PageOf<Run>, string | null>;

export interface NewRows {
  /** How many wait; 0: none. */
  readonly count: number;
  /** There are more than were counted. */
  readonly more: boolean;
}

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
  const [waiting, setWaiting] = useState<{ key: string; head: PageOf<Run>; rows: NewRows } | null>(null);
  const fresh = waiting?.key === keyText ? waiting : null;
  const put = useCallback(
    (head: PageOf<Run>) => {
      setWaiting(null);
      queries.setQueryData<Pages>(queryKeys.runs.list(selection), { pages: [head], pageParams: [null] });
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the selection's text stands for it
    [queries, keyText],
  );

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lookedAt = 0;
    let gone = false;
    const look = async (): Promise<void> => {
      timer = undefined;
      lookedAt = performance.now();
      try {
        const head = await client.runs({ ...selection, limit: pageSize });
        if (gone) return;
        const count = head.items.filter(({ id }) => !known.current.has(id)).length;
        if (count === 0) return;
        if (mayTake()) put(head);
        else
          setWaiting({
            key: keyText,
            head,
            rows: { count, more: count === head.items.length && count === pageSize },
          });
      } catch {
        // The live connection says that the server is away; the next event looks again.
      }
    };
    const soon = (): void => {
      timer ??= setTimeout(() => void look(), Math.max(100, lookMs - (performance.now() - lookedAt)));
    };
    const stop = onRunEvents((events) => {
      if (
        events.some(
          (event) => event.event === 'state' && !known.current.has(event.data.runId) && mayBelong(event),
        )
      )
        soon();
    });
    // The list may be one that was read a while ago.
    soon();
    return () => {
      gone = true;
      clearTimeout(timer);
      stop();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the selection's text stands for it and for `mayBelong`
  }, [keyText, put]);

  const head = fresh?.head;
  const take = useCallback(() => {
    if (head !== undefined) put(head);
  }, [head, put]);
  return {
    rows,
    read: list,
    more: {
      has: list.hasNextPage,
      loading: list.isFetchingNextPage,
      load: () => void list.fetchNextPage(),
    },
    fresh: fresh?.rows ?? noneWaits,
    take,
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
