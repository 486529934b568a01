/**
 * How many runs ended when, and how: counted once from the rows of runs, then kept up by the events that followed, so that
 * a look costs what has happened since the last one. Authority: the store; a restart counts anew.
 */
import type { EndCounts } from '../../contract/overview.ts';
import type { FinalState } from '../../contract/run-states.ts';
import { successRate } from '../../domain/success-rate.ts';
import type { EndingCount } from '../../ports/console-reads.ts';
import type { History } from '../../ports/history.ts';

export interface EndingCounts {
  /** To be called before the others: everything that has been committed by now is counted, from `since` on. */
  refresh(since: number): Promise<void>;
  /** Ended at or after `from` and before `to`, ms since epoch; both multiples of a quarter of an hour, or now. */
  between(from: number, to: number): EndCounts;
}

export function createEndingCounts(history: Pick<History, 'endingsSince' | 'endingsAfter'>): EndingCounts {
  /** By the start of the quarter. */
  let quarters = new Map<number, Record<FinalState, number>>();
  let upTo: number | null = null;
  let countedSince = Number.POSITIVE_INFINITY;
  let reading: Promise<void> = Promise.resolve();

  const add = (counts: readonly EndingCount[]): void => {
    for (const { at, state, count } of counts) {
      const quarter = quarters.get(at) ?? { succeeded: 0, failed: 0, cancelled: 0, expired: 0 };
      quarter[state] += count;
      quarters.set(at, quarter);
    }
  };

  const read = async (since: number): Promise<void> => {
    if (upTo === null || since < countedSince) {
      const all = await history.endingsSince(since);
      quarters = new Map();
      add(all.counts);
      upTo = all.upTo;
      countedSince = since;
      return;
    }
    const news = await history.endingsAfter(upTo);
    add(news.counts);
    upTo = Math.max(upTo, news.upTo);
    for (const at of quarters.keys()) if (at < since) quarters.delete(at);
    countedSince = since;
  };

  return {
    refresh: (since) => {
      // One after the other: two that read the same news would count it twice.
      reading = reading.catch(() => undefined).then(() => read(since));
      return reading;
    },
    between: (from, to) => {
      const sum = { succeeded: 0, failed: 0, cancelled: 0, expired: 0 };
      for (const [at, quarter] of quarters) {
        if (at < from || at >= to) continue;
        sum.succeeded += quarter.succeeded;
        sum.failed += quarter.failed;
        sum.cancelled += quarter.cancelled;
        sum.expired += quarter.expired;
      }
      const { succeeded, failed, cancelled, expired } = sum;
      return {
        total: succeeded + failed + cancelled + expired,
        ...sum,
        successRate: successRate(succeeded, failed, cancelled + expired),
      };
    },
  };
}
