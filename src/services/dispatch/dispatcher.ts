/**
 * Runs commands: each in a store transaction with a unit of work, its effects applied once the commit is durable.
 * States: none of its own; the store is the authority. Failure: a command that can't commit has no effect and rejects;
 * effects lost in a crash are made good at the next start (`recover`).
 */
import { DroverError } from '../../domain/drover-error.ts';
import type { KeyRecord } from '../../domain/records.ts';
import type { Broker } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { LiveBus } from '../../ports/live-bus.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Store } from '../../ports/store.ts';
import { refreshClasses, refreshLimits, settle } from './admission.ts';
import { type FlowCatalog, presentCatalog } from './flow-catalog.ts';
import { createWakeUpPublisher } from './wake-up-publisher.ts';
import { type DelayedRetry, type Effects, Work, type WorkOptions } from './work.ts';

/** Between tries to settle what a failed command left, ms. */
const firstBackOffMs = 500;
const longestBackOffMs = 15_000;

export interface DispatcherParts extends WorkOptions {
  readonly store: Store;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly liveBus: LiveBus;
  readonly logger: Logger;
  readonly catalog: FlowCatalog;
}

/** Those who act on what commands bring about inside this server. */
export interface EffectListener {
  /** An attempt on this node is to be cancelled. */
  cancel?(node: number, runId: string, attempt: number): void;
  /** An attempt is lost with its node. */
  lost?(runId: string, attempt: number): void;
  /** A run took its room and waits for a slot. */
  queued?(runId: string): void;
  /** Wake-ups may have been lost: whoever has a free slot claims without one. */
  missed?(): void;
  /** A requirement class came into being. */
  newClass?(key: KeyRecord): void;
  /** A run waits for its retry from now on. */
  retry?(retry: DelayedRetry): void;
  /** A run must be looked at then, ms since epoch. */
  wakeAt?(at: number): void;
}

/** What was claimed inside a command. Exactly one of these is called. */
export interface ClaimedWith {
  /** It is durable. */
  committed(): void;
  /** Nothing of the command remains. */
  abandoned(): void;
}

export interface Dispatcher {
  /** Runs a command; resolves with its result when it is durable. */
  command<T>(run: (work: Work) => Promise<T>): Promise<T>;
  listen(listener: EffectListener): void;
  /** Has this asked at the end of every command that has queued runs: it may claim for free slots in the same transaction. */
  claimWith(claim: (work: Work) => Promise<ClaimedWith | null>): void;
  /** At start: applies configuration, computes rooms anew and settles every key with waiters. */
  recover(): Promise<void>;
  /**
   * Puts another catalog in force and, in the same transaction, makes `change` and applies it to rooms and waiters. Every
   * command sees either the old catalog with the old rooms or the new with the new. Rejects, with nothing changed, when it
   * can't be committed.
   */
  configure(catalog: FlowCatalog, change?: (work: Work) => Promise<void>): Promise<void>;
  /** What is in force; the same object whatever is put in force later. */
  readonly catalog: FlowCatalog;
}

export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const listeners: EffectListener[] = [];
  let claim: (work: Work) => Promise<ClaimedWith | null> = async () => null;
  /** What commands given from now on go by: a cell, emptied back when its configuration could not be committed. */
  let coming: { catalog: FlowCatalog } = { catalog: parts.catalog };
  /** What is committed. */
  let inForce = parts.catalog;

  const apply = (effects: Effects): void => {
    for (const message of effects.live) parts.liveBus.publish(message);
    for (const listener of listeners) {
      for (const { node, runId, attempt } of effects.cancels) listener.cancel?.(node, runId, attempt);
      for (const { runId, attempt } of effects.losses) listener.lost?.(runId, attempt);
      for (const wakeUp of effects.wakeUps) listener.queued?.(wakeUp.runId);
      for (const key of effects.newClasses) listener.newClass?.(key);
      for (const retry of effects.retries) listener.retry?.(retry);
      if (effects.wakeAt !== null) listener.wakeAt?.(effects.wakeAt);
    }
    if (effects.wakeUps.length > 0) publisher.publish(effects.wakeUps);
    if (effects.unsettled.size > 0) void settleRest(effects.unsettled);
  };

  const settleRest = async (keys: ReadonlySet<number>, backOffMs = firstBackOffMs): Promise<void> => {
    try {
      await command(async (work) => {
        for (const key of keys) work.freed.add(key);
        await settle(work);
      });
    } catch (error) {
      if (error instanceof DroverError && error.code === 'shutting_down') return;
      parts.logger.error({ error, retryInMs: backOffMs }, 'limits could not be settled; trying again');
      parts.clock.timer(backOffMs, () => void settleRest(keys, Math.min(backOffMs * 2, longestBackOffMs)));
    }
  };

  async function command<T>(run: (work: Work) => Promise<T>): Promise<T> {
    // Commands are carried out in the order in which they are given, so this is the configuration of the one before.
    const cell = coming;
    const claims: { last: ClaimedWith | null } = { last: null };
    const abandon = (): void => {
      claims.last?.abandoned();
      claims.last = null;
    };
    const stored = await parts.store
      .write(async (tx) => {
        // It may be carried out a second time, when it was grouped with one that failed.
        abandon();
        const work = new Work(tx, parts.clock.now(), cell.catalog, parts.broker.remote, parts);
        const result = await run(work);
        claims.last = work.waits ? await claim(work) : null;
        await work.finish();
        return { value: result, effects: work.effects };
      })
      .catch((error: unknown) => {
        abandon();
        throw error;
      });
    apply(stored.effects);
    claims.last?.committed();
    return stored.value;
  }

  const publisher = createWakeUpPublisher({
    ...parts,
    command,
    onMissed: () => {
      for (const listener of listeners) listener.missed?.();
    },
  });

  return {
    command,
    catalog: presentCatalog(() => inForce),
    configure: async (next, change) => {
      const before = coming;
      const cell = { catalog: next };
      const given = command(async (work) => {
        try {
          // It may be carried out a second time, when it was grouped with one that failed.
          cell.catalog = next;
          work.catalog = next;
          await change?.(work);
          await refreshLimits(work);
          await refreshClasses(work);
          await settle(work);
        } catch (error) {
          cell.catalog = before.catalog;
          throw error;
        }
      });
      coming = cell;
      try {
        await given;
      } catch (error) {
        cell.catalog = before.catalog;
        throw error;
      }
      inForce = next;
    },
    listen: (listener) => void listeners.push(listener),
    claimWith: (given) => {
      claim = given;
    },
    recover: async () => {
      await command(async (work) => {
        await refreshLimits(work);
        await refreshClasses(work);
        for (const key of await work.tx.keysWithWaiters()) work.freed.add(key.id);
        await settle(work);
      });
      if (parts.broker.remote) await publisher.again();
    },
  };
}
