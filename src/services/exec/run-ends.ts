/**
 * Tells watchers when runs have ended. One listener on the live bus for all; runs are read together, once when somebody
 * begins to watch (it may have ended just before) and once when they end. A read that fails is tried again.
 */
import { isFinal } from '../../contract/run-states.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { LiveBus } from '../../ports/live-bus.ts';
import type { Logger } from '../../ports/logger.ts';

/** Reads of one query. */
const batchSize = 200;
const againMs = 500;

export interface RunEndsParts {
  readonly history: Pick<History, 'runsByIds'>;
  readonly liveBus: LiveBus;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface RunEnds {
  /** Calls `ended` once when the run has ended, unless the returned function is called before. */
  watch(runId: string, ended: (run: RunRecord) => void): () => void;
  /** How many watch now. */
  watching(): number;
}

export function createRunEnds(parts: RunEndsParts): RunEnds {
  const watchers = new Map<string, Set<(run: RunRecord) => void>>();
  const toRead = new Set<string>();
  let reading = false;
  let count = 0;

  parts.liveBus.subscribe((message) => {
    if (message.topic !== 'run' || message.event.kind !== 'state' || !isFinal(message.event.to)) return;
    if (watchers.has(message.runId)) soon(message.runId);
  });

  function soon(runId: string): void {
    toRead.add(runId);
    if (reading) return;
    reading = true;
    queueMicrotask(() => void read());
  }

  async function read(): Promise<void> {
    while (toRead.size > 0) {
      const ids = [...toRead].slice(0, batchSize);
      for (const id of ids) toRead.delete(id);
      try {
        const known = ids.filter((id) => watchers.has(id));
        for (const { run } of known.length === 0 ? [] : await parts.history.runsByIds(known))
          if (isFinal(run.state)) tell(run);
      } catch (error) {
        parts.logger.warn({ error: String(error) }, 'ended runs could not be read; trying again');
        for (const id of ids) toRead.add(id);
        parts.clock.timer(againMs, () => void read());
        return;
      }
    }
    reading = false;
  }

  function tell(run: RunRecord): void {
    const told = watchers.get(run.id);
    watchers.delete(run.id);
    count -= told?.size ?? 0;
    for (const ended of told ?? []) ended(run);
  }

  return {
    watch: (runId, ended) => {
      const known = watchers.get(runId);
      if (known === undefined) watchers.set(runId, new Set([ended]));
      else known.add(ended);
      count += 1;
      soon(runId);
      return () => {
        const those = watchers.get(runId);
        if (those?.delete(ended) !== true) return;
        count -= 1;
        if (those.size === 0) watchers.delete(runId);
      };
    },
    watching: () => count,
  };
}
