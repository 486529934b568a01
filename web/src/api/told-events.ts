/**
 * What the feed told while an answer was under way. The server may have read a run before it changed, and the answer come
 * after the change was told: then nothing would mend it. So events are kept for a while, and whatever is read of runs is
 * brought up to date with those that came since it was asked for.
 */
import type { InfiniteData, Query, QueryClient } from '@tanstack/react-query';
import type { PageOf } from '../../../src/contract/paging.ts';
import type { Run } from '../../../src/contract/run.ts';
import { pagesAfter, type RunEvent, runAfter } from './live-fold.model.ts';
import { queryKeys } from './query-keys.ts';

/** As many as come in some seconds at the highest load. */
const kept = 5_000;

type ByRun = ReadonlyMap<string, readonly RunEvent[]>;

export class ToldEvents {
  #events: RunEvent[] = [];
  #dropped = 0;

  /** How many were told so far. */
  get count(): number {
    return this.#dropped + this.#events.length;
  }

  add(event: RunEvent): void {
    this.#events.push(event);
    if (this.#events.length < 2 * kept) return;
    this.#events = this.#events.slice(kept);
    this.#dropped += kept;
  }

  /** Those behind the first `count`, in order. */
  since(count: number): ByRun {
    return Map.groupBy(this.#events.slice(Math.max(0, count - this.#dropped)), ({ data }) => data.runId);
  }

  /** A page of runs as it is by the time that its answer has come. */
  async page(read: () => Promise<PageOf<Run>>): Promise<PageOf<Run>> {
    const before = this.count;
    const page = await read();
    const [after = page] = pagesAfter({ pages: [page], pageParams: [null] }, this.since(before)).pages;
    return after;
  }

  /** Brings lists of runs, and single ones, up to date as their answers come. */
  amend(queries: QueryClient): () => void {
    const asked = new WeakMap<Query, number>();
    return queries.getQueryCache().subscribe((news) => {
      if (news.type !== 'updated') return;
      const { action } = news;
      // Of whatever it may be, nothing is known yet.
      const query = news.query as Query;
      if (action.type === 'fetch') asked.set(query, this.count);
      if (action.type !== 'success' || action.manual === true) return;
      const events = this.since(asked.get(query) ?? this.count);
      if (events.size === 0) return;
      const after = amended(query, events);
      if (after !== query.state.data) query.setData(after, { manual: true });
    });
  }
}

function amended({ queryKey: [area, kind], state }: Query, events: ByRun): unknown {
  if (area !== queryKeys.runs.all[0]) return state.data;
  // Under a list's key there are its pages.
  if (kind === 'list') return pagesAfter(state.data as InfiniteData<PageOf<Run>>, events);
  if (kind !== 'one') return state.data;
  // And a run under that of one.
  const run = state.data as Run;
  return (events.get(run.id) ?? []).reduce(runAfter, run);
}
