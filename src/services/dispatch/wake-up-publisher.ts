/**
 * Publishes the wake-ups of what was queued, and marks them as confirmed in the rows of runs where the broker is remote.
 * What could not be published stays marked and is published again when the broker is back, and after a pause. Authority:
 * the rows; a wake-up that is sent twice, or late, costs nothing.
 */
import type { Broker, WakeUp } from '../../ports/broker.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Store } from '../../ports/store.ts';
import type { Work } from './work.ts';

/** Wake-ups that are published again at once. */
const pageSize = 1_000;
const firstBackOffMs = 1_000;
const longestBackOffMs = 15_000;

export interface WakeUpPublisherParts {
  readonly store: Pick<Store, 'write'>;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly command: (run: (work: Work) => Promise<void>) => Promise<void>;
  /** The broker has not taken wake-ups, or has just come back: whoever has a free slot should claim without one. */
  readonly onMissed: () => void;
}

export interface WakeUpPublisher {
  /** Publishes in the background; never rejects. */
  publish(wakeUps: readonly WakeUp[]): void;
  /** Publishes what is marked as not confirmed; resolves when it is, or when it must be tried again later. */
  again(): Promise<void>;
}

export function createWakeUpPublisher(parts: WakeUpPublisherParts): WakeUpPublisher {
  const { store, broker, clock, logger, command } = parts;
  let republishing: Promise<void> | null = null;
  let timer: Timer | null = null;
  let backOffMs = firstBackOffMs;
  let complained = false;

  const confirm = (wakeUps: readonly WakeUp[]): Promise<void> =>
    command(async (work) => {
      for (const { runId } of wakeUps) {
        const run = await work.runById(runId);
        if (run?.state === 'queued' && run.wakeUpPending)
          await work.amend(run, { wakeUpPending: false }, null);
      }
    });

  const missed = (error: unknown, count: number): void => {
    const told = { error, count };
    if (complained) logger.debug(told, 'wake-ups not confirmed by the broker');
    // One line for a whole outage; the broker's health tells the rest.
    else logger.warn(told, 'wake-ups not confirmed by the broker; they are sent again when it is back');
    complained = true;
    parts.onMissed();
    timer ??= clock.timer(backOffMs, () => {
      timer = null;
      void again();
    });
    backOffMs = Math.min(2 * backOffMs, longestBackOffMs);
  };

  async function publish(wakeUps: readonly WakeUp[]): Promise<void> {
    try {
      await broker.publish(wakeUps);
      if (broker.remote) await confirm(wakeUps);
    } catch (error) {
      missed(error, wakeUps.length);
    }
  }

  async function republish(): Promise<void> {
    for (;;) {
      const pending = await store.write((tx) => tx.wakeUpsPending(pageSize));
      if (pending.length === 0) break;
      const wakeUps = pending.map((run) => ({ pool: run.pool, runId: run.id, priority: run.priority }));
      await broker.publish(wakeUps);
      await confirm(wakeUps);
    }
    backOffMs = firstBackOffMs;
    complained = false;
  }

  /** One at a time; who asks while one is under way gets that one, whose last look comes after. */
  function again(): Promise<void> {
    republishing ??= republish()
      .catch((error: unknown) => missed(error, 0))
      .finally(() => {
        republishing = null;
      });
    return republishing;
  }

  broker.onReconnect(() => {
    // What it has lost with its data nobody can tell: free slots claim at once.
    parts.onMissed();
    void again();
  });
  return { publish: (wakeUps) => void publish(wakeUps), again };
}
