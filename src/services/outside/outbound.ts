/**
 * Publishes rows of the store to the outside, each at least once and in their order: a cursor in the store says how far
 * everything is safe at the broker. At rest it does nothing; it is stirred by what is committed and by the broker's return.
 * Failure: the broker's or the store's; the cursor stays and the rest follows after a pause, or when the broker is back.
 */

import { DroverError } from '../../domain/drover-error.ts';
import { BrokerUnavailable } from '../../ports/broker.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Store } from '../../ports/store.ts';

/** What is committed within this is published together, ms. */
const gatherMs = 50;
const firstBackOffMs = 500;
const longestBackOffMs = 15_000;

/** The next rows, and where the cursor stands once they are safe. */
export interface OutboundPage<T> {
  readonly items: readonly T[];
  readonly cursor: number;
}

export interface OutboundParts<T> {
  readonly store: Pick<Store, 'write'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names the cursor, and what is published in words. */
  readonly name: string;
  /** The newest row's number: where publishing begins on an installation that never did. */
  readonly newest: () => Promise<number>;
  /** The rows after the cursor; its own cursor again when there are none. */
  readonly read: (after: number) => Promise<OutboundPage<T>>;
  /** Rejects with `BrokerUnavailable`. */
  readonly publish: (items: readonly T[]) => Promise<void>;
}

export interface Outbound {
  start(): Promise<void>;
  /** There may be something to publish. */
  stir(): void;
  /** Ends after what is being published now. */
  stop(): Promise<void>;
}

export function createOutbound<T>(parts: OutboundParts<T>): Outbound {
  const { store, clock, logger } = parts;
  const setting = `outside.${parts.name}`;
  let cursor: number | null = null;
  let timer: Timer | null = null;
  let working: Promise<void> | null = null;
  let stirred = false;
  let stopped = false;
  let backOffMs = firstBackOffMs;

  const soon = (delayMs: number): void => {
    if (stopped || timer !== null) return;
    timer = clock.timer(delayMs, () => {
      timer = null;
      if (working !== null || stopped) return;
      working = work().finally(() => {
        working = null;
        if (stirred) soon(gatherMs);
      });
    });
  };

  async function work(): Promise<void> {
    stirred = false;
    try {
      cursor ??= await restored();
      while (!stopped) {
        const page = await parts.read(cursor);
        if (page.cursor === cursor) break;
        await parts.publish(page.items);
        cursor = page.cursor;
        await store.write((tx) => tx.putSetting(setting, String(page.cursor)));
      }
      backOffMs = firstBackOffMs;
    } catch (error) {
      if (stopped || (error instanceof DroverError && error.code === 'shutting_down')) return;
      // The broker's health tells of its being away.
      const level = error instanceof BrokerUnavailable ? 'debug' : 'error';
      logger[level](
        { error: String(error), retryInMs: backOffMs },
        `${parts.name} not published; trying again`,
      );
      soon(backOffMs);
      backOffMs = Math.min(2 * backOffMs, longestBackOffMs);
    }
  }

  async function restored(): Promise<number> {
    const kept = await store.write((tx) => tx.setting(setting));
    if (kept !== undefined) return Number(kept);
    const newest = await parts.newest();
    await store.write((tx) => tx.putSetting(setting, String(newest)));
    return newest;
  }

  return {
    // Before anything can be committed that this must publish.
    start: async () => {
      cursor = await restored();
      soon(0);
    },
    stir: () => {
      stirred = true;
      if (working === null) soon(gatherMs);
    },
    stop: async () => {
      stopped = true;
      timer?.cancel();
      await working;
    },
  };
}
