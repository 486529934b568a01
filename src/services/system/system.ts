/** The installation as a whole: how it stands, maintenance mode, stopping everything, and what waits where. */
import type {
  BrokerState,
  Maintenance,
  PoolQueue,
  StopAllAsked,
  StopAllDone,
  System,
} from '../../contract/system.ts';
import { DroverError } from '../../domain/drover-error.ts';
import type { Retention } from '../../domain/pruning.ts';
import { said } from '../../domain/refusals/said.ts';
import type { Broker } from '../../ports/broker.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { QueueWatch } from '../outside/queue-watch.ts';
import { blockedByOf, instant } from '../runs/run-view.ts';
import { brokerState } from './broker-state.ts';
import { endMaintenance, maintenanceOf, maintenanceSetting, startMaintenance } from './maintenance.ts';
import type { Pruner } from './pruner.ts';
import { stopEverything } from './stop-all.ts';

/** A confirmation holds for this long, ms. */
const confirmMs = 120_000;
/** Most blockers of one answer. */
const maxBlockers = 200;
const stopSetting = 'stop_all';

export interface SystemParts {
  readonly dispatcher: Dispatcher;
  readonly history: History;
  readonly gateway: Pick<Gateway, 'wake'>;
  readonly pruner: Pick<Pruner, 'last'>;
  readonly broker: Pick<Broker, 'health'>;
  /** null: nobody else can reach the broker. */
  readonly queueWatch: QueueWatch | null;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly retention: Retention;
  readonly version: string;
  readonly pid: number;
  /** ms since epoch. */
  readonly startedAt: number;
}

export interface SystemControl {
  status(): Promise<System>;
  setMaintenance(on: boolean, note: string | null, by: string | null): Promise<Maintenance | null>;
  /** What a stop of everything would stop, and the word that confirms it. Stops nothing. */
  askStopAll(by: string | null): Promise<StopAllAsked>;
  /** Throws `not_confirmed` for any other word than the last one given, and for one that has expired. */
  stopAll(confirm: string, by: string | null): Promise<StopAllDone>;
  queues(): Promise<PoolQueue[]>;
  /** The broker and its own queues. */
  broker(): Promise<BrokerState>;
}

export function createSystem(parts: SystemParts): SystemControl {
  const { dispatcher, history, clock, logger } = parts;
  return {
    status: async () => {
      const [runs, deadLetters, maintenance] = await Promise.all([
        history.liveCounts(),
        history.deadLetterCounts(),
        history.settingNow(maintenanceSetting),
      ]);
      const last = parts.pruner.last();
      return {
        version: parts.version,
        pid: parts.pid,
        startedAt: instant(parts.startedAt),
        maintenance: maintenanceOf(maintenance),
        runs: { ...runs },
        deadLetters: { ...deadLetters },
        retention: { ...parts.retention },
        lastPruning: last === null ? null : { ...last, at: instant(last.at) },
      };
    },

    setMaintenance: async (on, note, by) => {
      if (on) {
        const maintenance = await dispatcher.command((work) => startMaintenance(work, by, note));
        logger.warn({ by, note }, 'maintenance: nothing new starts');
        return maintenance;
      }
      await dispatcher.command((work) => endMaintenance(work));
      logger.info({ by }, 'maintenance ended');
      parts.gateway.wake();
      return null;
    },

    askStopAll: async (by) => {
      const counts = await history.liveCounts();
      const { running = 0, ...waiting } = counts;
      const confirm = parts.ids.next('stop');
      const expiresAt = clock.now() + confirmMs;
      await dispatcher.command((work) =>
        work.tx.putSetting(stopSetting, JSON.stringify({ confirm, by, expiresAt })),
      );
      return {
        waiting: Object.values(waiting).reduce((sum, count) => sum + count, 0),
        running,
        confirm,
        expiresAt: instant(expiresAt),
      };
    },

    stopAll: async (confirm, by) => {
      await dispatcher.command(async (work) => {
        const stored = await work.tx.setting(stopSetting);
        // Written by `askStopAll` only.
        const asked =
          stored === undefined ? null : (JSON.parse(stored) as { confirm: string; expiresAt: number });
        if (asked === null || asked.confirm !== confirm || asked.expiresAt < work.now) {
          throw new DroverError('not_confirmed', said('not_confirmed'));
        }
        await work.tx.deleteSetting(stopSetting);
      });
      logger.warn({ by }, 'everything is being stopped');
      const done = await stopEverything(dispatcher, by);
      logger.warn({ by, ...done }, 'everything was stopped');
      return done;
    },

    broker: () => brokerState(parts.broker, parts.queueWatch),
    queues: async () => {
      const { pools, blockers } = await history.queues(maxBlockers);
      return pools.map((queue) => ({
        pool: queue.pool,
        running: queue.running,
        queued: queue.queued,
        oldestQueuedAt: queue.oldestQueuedAt === null ? null : instant(queue.oldestQueuedAt),
        waiting: queue.waiting,
        oldestWaitingAt: queue.oldestWaitingAt === null ? null : instant(queue.oldestWaitingAt),
        blockers: blockers
          .filter(({ pool }) => pool === queue.pool)
          .map(({ key, waiting, oldestAt }) => ({
            ...blockedByOf(key),
            waiting,
            oldestAt: instant(oldestAt),
          })),
      }));
    },
  };
}
