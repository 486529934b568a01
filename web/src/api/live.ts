/**
 * The one place where the server's live feed meets what was read.
 *
 * Events are gathered for 250 ms (at most 4 renders a second), then folded: runs in lists and on their pages change in
 * place; what counts is read anew, at most every 2 s, and only what is on the screen; what somebody decided, elsewhere too,
 * shows within a second. `onRunEvents` tells pages what came, so that they can offer new rows. After a reset, and whenever a
 * connection stands, everything on the screen is read anew: what was read while there was none missed what happened meanwhile.
 */
import type { InfiniteData } from '@tanstack/react-query';
import { ApiError } from '../../../src/client/index.ts';
import type { PageOf } from '../../../src/contract/paging.ts';
import type { Run } from '../../../src/contract/run.ts';
import type { ChangedArea } from '../../../src/contract/stream-events.ts';
import { serverNow } from '../format/server-clock.ts';
import { client } from './client.ts';
import {
  pagesAfter,
  type RunEvent,
  refreshedBy,
  refreshedByAlert,
  refreshedByChange,
  runAfter,
} from './live-fold.model.ts';
import { setBehind, setConnection } from './live-state.ts';
import { queryClient, signedOut } from './query-client.ts';
import { queryKeys } from './query-keys.ts';
import { readAnew } from './read-anew.ts';
import { ToldEvents } from './told-events.ts';

const gatherMs = 250;
const refreshMs = 2_000;
const decisionMs = 500;
const retryMs = 2_000;
const longestWaitMs = 3_000;

const listeners = new Set<(events: readonly RunEvent[]) => void>();

/** Calls back with what happened, in order, at most 4 times a second; returns what ends that. */
export function onRunEvents(listener: (events: readonly RunEvent[]) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Answers are brought up to date with these. */
export const told = new ToldEvents();
told.amend(queryClient);

let waiting: RunEvent[] = [];
let gathering: ReturnType<typeof setTimeout> | undefined;

/** Reads anew what keys begin with these words, this long after the first of them became stale. */
function refresher(afterMs: number): (words: readonly string[]) => void {
  let stale = new Set<string>();
  return (words) => {
    if (words.length === 0) return;
    if (stale.size === 0)
      setTimeout(() => {
        const due = stale;
        stale = new Set();
        readAnew(queryClient, { predicate: ({ queryKey }) => due.has(String(queryKey[0])) });
      }, afterMs);
    for (const word of words) stale.add(word);
  };
}
const refreshAfterRuns = refresher(refreshMs);
const refreshAfterDecision = refresher(decisionMs);

function fold(): void {
  gathering = undefined;
  const events = waiting;
  waiting = [];
  const byRun = Map.groupBy(events, (event) => event.data.runId);
  queryClient.setQueriesData<InfiniteData<PageOf<Run>>>({ queryKey: queryKeys.runs.lists }, (pages) =>
    // The same shape, kept unwritable there.
    pages === undefined ? pages : (pagesAfter(pages, byRun) as InfiniteData<PageOf<Run>>),
  );
  const changed = new Set<string>();
  for (const [id, own] of byRun) {
    queryClient.setQueryData<Run>(queryKeys.runs.one(id), (run) =>
      run === undefined ? run : own.reduce(runAfter, run),
    );
    if (own.some((event) => event.event !== 'progress')) changed.add(id);
  }
  if (changed.size > 0)
    readAnew(queryClient, {
      predicate: ({ queryKey: [area, kind, id] }) =>
        (area === 'runs' && (kind === 'one' || kind === 'part') && changed.has(String(id))) ||
        (area === 'why' && changed.has(String(kind))),
    });
  refreshAfterRuns(events.flatMap((event) => refreshedBy[event.event]));
  for (const listener of listeners) listener(events);
}

function readAll(): void {
  readAnew(queryClient, { predicate: ({ queryKey }) => queryKey[0] !== 'session' });
}

function takeChange(area: ChangedArea): void {
  // A newer server may tell of more.
  if (area in refreshedByChange) refreshAfterDecision(refreshedByChange[area]);
}

function take(event: RunEvent): void {
  waiting.push(event);
  told.add(event);
  if (event.event === 'state') setBehind(serverNow() - Date.parse(event.data.at));
  gathering ??= setTimeout(fold, gatherMs);
}

/** Follows the feed until the signal is aborted. */
export async function followFeed(signal: AbortSignal): Promise<void> {
  const onLost = (): void => setConnection('lost');
  const onOpen = (): void => {
    setConnection('live');
    readAll();
  };
  while (!signal.aborted) {
    try {
      for await (const event of client.feed({ signal, longestWaitMs, onOpen, onLost })) {
        if (event.event === 'reset') readAll();
        else if (event.event === 'slot' || event.event === 'alarm' || event.event === 'node')
          refreshAfterRuns(refreshedByAlert[event.event]);
        else if (event.event === 'change') takeChange(event.data.area);
        // A newer server may tell of more.
        else if (event.event in refreshedBy) take(event);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && error.code === 'unauthorized') {
        signedOut();
        return;
      }
    }
    if (signal.aborted) return;
    onLost();
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}
