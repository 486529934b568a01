/**
 * The scheduler on a real store in memory, with a clock that moves only when told: what tests of schedules need. Servers
 * come and go on the one store; their runs are executed by nobody unless a test ends them.
 */
import { createEmbeddedBroker } from '../../src/adapters/broker-embedded/embedded-broker.ts';
import { createLocalLiveBus } from '../../src/adapters/live-bus-local/local-live-bus.ts';
import { openSqliteStore } from '../../src/adapters/store-sqlite/sqlite-store.ts';
import type { FlowDefinition, Manifest } from '../../src/contract/manifest.ts';
import type { Slot } from '../../src/contract/schedule.ts';
import type { ScheduleDefinition } from '../../src/contract/schedule-definition.ts';
import type { RunRecord } from '../../src/domain/run-record.ts';
import type { Logger } from '../../src/ports/logger.ts';
import type { Store } from '../../src/ports/store.ts';
import { createBatches } from '../../src/services/batches/batches.ts';
import { settle } from '../../src/services/dispatch/admission.ts';
import { requestCancel } from '../../src/services/dispatch/cancelling.ts';
import { createDispatcher, type Dispatcher } from '../../src/services/dispatch/dispatcher.ts';
import { flowCatalog } from '../../src/services/dispatch/flow-catalog.ts';
import { type Backfills, createBackfills } from '../../src/services/schedules/backfills.ts';
import { createScheduler, type Scheduler } from '../../src/services/schedules/scheduler.ts';
import { createSchedules, type Schedules } from '../../src/services/schedules/schedules.ts';
import { filesKeptMs, flowNamed } from './dispatch-world.ts';
import { sequentialIds } from './sequential-ids.ts';
import { createVirtualClock, type ProcessClock, type VirtualClock } from './virtual-clock.ts';

export interface ScheduleServer {
  readonly dispatcher: Dispatcher;
  readonly scheduler: Scheduler;
  readonly schedules: Schedules;
  readonly backfills: Backfills;
  readonly clock: ProcessClock;
  /** Puts other schedules in force, as an edit of the file does. */
  edit(schedules: readonly ScheduleDefinition[], calendars?: Manifest['calendars']): Promise<void>;
  /** As a kill does: none of its timers fires any more. What is under way in the store ends. */
  kill(): Promise<void>;
}

export interface ScheduleWorld {
  readonly store: Store;
  readonly clock: VirtualClock;
  /** Starts a server with these schedules in its file. */
  serve(schedules: readonly ScheduleDefinition[], calendars?: Manifest['calendars']): Promise<ScheduleServer>;
  /** All runs, oldest first. */
  runs(): Promise<RunRecord[]>;
  /** Slots of a schedule, oldest first. */
  slots(server: ScheduleServer, id: string): Promise<Slot[]>;
  /** Ends a run that nothing executes. */
  end(server: ScheduleServer, id: string): Promise<void>;
  /** What was logged as warnings and errors. */
  readonly logged: string[];
  close(): Promise<void>;
}

export interface ScheduleWorldOptions {
  /** Wall time at the start; default 2026-03-02 08:00 in Shanghai, a Monday. */
  readonly startAt?: string;
  readonly flows?: readonly FlowDefinition[];
  /** Zone of schedules that name none. Default Asia/Shanghai. */
  readonly timezone?: string;
}

export function scheduleWorld(options: ScheduleWorldOptions = {}): ScheduleWorld {
  /** Commands given and not yet committed. */
  let underWay = 0;
  const loopTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  const clock = createVirtualClock({
    startAt: Date.parse(options.startAt ?? '2026-03-02T00:00:00Z'),
    settle: async () => {
      do await loopTurn();
      while (underWay > 0);
    },
  });
  const store = openSqliteStore({ path: ':memory:' });
  const flows = options.flows ?? [flowNamed('sync')];
  const ids = sequentialIds();
  const logged: string[] = [];
  const log = (fields: Readonly<Record<string, unknown>>, message: string): void =>
    void logged.push(`${message} ${JSON.stringify(fields)}`);
  const logger: Logger = { debug: () => {}, info: () => {}, warn: log, error: log };

  return {
    store,
    clock,
    logged,
    serve: async (schedules, calendars = {}) => {
      const own = clock.process();
      const core = { store, clock: own, logger, liveBus: createLocalLiveBus(), ids };
      const catalog = flowCatalog(flows, {});
      const plain = createDispatcher({ ...core, broker: createEmbeddedBroker(), catalog, filesKeptMs });
      const dispatcher: Dispatcher = {
        ...plain,
        command: async (run) => {
          underWay++;
          return plain.command(run).finally(() => underWay--);
        },
      };
      const parts = { ...core, dispatcher, history: store.history };
      const scheduler = createScheduler({ ...parts, timezone: options.timezone ?? 'Asia/Shanghai' });
      await scheduler.start({ schedules: [...schedules], calendars });
      const bulkJobs = {
        create: async () => {
          throw new Error('there are no bulk jobs here');
        },
      };
      const batches = createBatches({ ...parts, bulkJobs });
      const backfills = createBackfills({ ...parts, scheduler, batches });
      await backfills.start();
      return {
        dispatcher,
        scheduler,
        schedules: createSchedules({ ...parts, scheduler }),
        backfills,
        clock: own,
        edit: (next, nextCalendars = calendars) =>
          scheduler.reconfigure({ schedules: [...next], calendars: nextCalendars }, (change) =>
            dispatcher.configure(catalog, change),
          ),
        kill: async () => {
          own.kill();
          backfills.stop();
          await scheduler.stop();
        },
      };
    },
    runs: async () => {
      const page = await store.history.runs({}, 100_000, null);
      return page.items.map(({ run }) => run).sort((a, b) => a.seq - b.seq);
    },
    slots: async (server, id) => {
      const page = await server.schedules.slots(id, { limit: 100_000 });
      return page.items.toReversed();
    },
    end: (server, id) =>
      server.dispatcher.command(async (work) => {
        const run = await work.runById(id);
        if (run !== undefined) await requestCancel(work, run, null);
        await settle(work);
      }),
    close: () => store.close(),
  };
}

/** Puts shops of `pdd`, numbered from 1, into the store. */
export async function putShops({ dispatcher }: ScheduleServer, count: number): Promise<void> {
  await dispatcher.command(async (work) => {
    for (let n = 1; n <= count; n++)
      await work.tx.putShop({
        ...{ platform: 'pdd', id: String(n), name: null, tags: [], owner: null, enabled: true },
        ...{ settings: {}, origin: 'api', room: null, createdAt: 0 },
      });
  });
}
