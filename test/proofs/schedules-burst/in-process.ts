/** Many schedules due at one instant, on the real scheduler and a store on disk, within this process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbeddedBroker } from '../../../src/adapters/broker-embedded/embedded-broker.ts';
import { systemClock } from '../../../src/adapters/clock-system/system-clock.ts';
import { randomIds } from '../../../src/adapters/ids-random/random-ids.ts';
import { createLocalLiveBus } from '../../../src/adapters/live-bus-local/local-live-bus.ts';
import { openSqliteStore } from '../../../src/adapters/store-sqlite/sqlite-store.ts';
import { createDispatcher } from '../../../src/services/dispatch/dispatcher.ts';
import { flowCatalog } from '../../../src/services/dispatch/flow-catalog.ts';
import { createScheduler } from '../../../src/services/schedules/scheduler.ts';
import { flowNamed } from '../../support/dispatch-world.ts';
import { testSchedule } from '../../support/test-schedule.ts';
import { until } from '../../support/until.ts';
import { type Burst, burstOf } from './burst.ts';

/** Serves them, and says how late each was. */
export async function burstInProcess(count: number, leadMs: number): Promise<Burst> {
  const folder = mkdtempSync(join(tmpdir(), 'drover-burst-'));
  const path = join(folder, 'drover.db');
  const store = openSqliteStore({ path });
  try {
    const silent = (): void => {};
    const logger = { debug: silent, info: silent, warn: silent, error: silent };
    const core = { store, clock: systemClock, logger, liveBus: createLocalLiveBus(), ids: randomIds };
    const catalog = flowCatalog([flowNamed('sync')], {});
    const dispatcher = createDispatcher({ ...core, broker: createEmbeddedBroker(), catalog });
    const scheduler = createScheduler({ ...core, dispatcher, history: store.history, timezone: 'UTC' });
    const at = Math.ceil((systemClock.now() + leadMs) / 1000) * 1000;
    const startAt = new Date(at).toISOString();
    const schedules = Array.from({ length: count }, (_, n) =>
      testSchedule(`s${n}`, 'sync', { cron: null, everySeconds: 400 * 86_400, startAt }),
    );
    await scheduler.start({ schedules, calendars: {} });
    const readyAt = systemClock.now();
    if (readyAt >= at)
      throw new Error(`the schedules took ${readyAt - at} ms longer to put in force than was planned`);
    await until('every slot', async () => (await store.write((tx) => tx.lastRunSeq())) >= count, 60_000);
    await scheduler.stop();
  } finally {
    await store.close();
  }
  const burst = burstOf(path, count);
  rmSync(folder, { recursive: true });
  return burst;
}
