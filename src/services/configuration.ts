/** The configuration in force on this server, and how another one takes its place. */
import type { ConfigFaultView, ConfigView } from '../contract/config-view.ts';
import type { FlowDefinition, Manifest } from '../contract/manifest.ts';
import { type ConfigChange, changeText, configChanges, viewOf } from '../domain/config-changes.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Dispatcher } from './dispatch/dispatcher.ts';
import { flowCatalog } from './dispatch/flow-catalog.ts';
import { instant } from './runs/run-view.ts';
import type { Scheduler } from './schedules/scheduler.ts';
import { putFileShops } from './shops.ts';

export interface ConfigurationParts {
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What the server was started with; the dispatcher has its flows and limits. */
  readonly manifest: Manifest;
  readonly scheduler: Pick<Scheduler, 'reconfigure'>;
  /** Flows that are there whatever the file says. */
  readonly builtIn: readonly FlowDefinition[];
}

export interface ConfigurationInForce {
  /**
   * Puts a manifest in force, whole or not at all: flows and limits of the dispatcher, the file's shops and schedules, rooms and waiters,
   * in one transaction. Resolves with what has changed; logs it. Rejects when it can't be committed; the one before holds.
   */
  apply(manifest: Manifest): Promise<readonly ConfigChange[]>;
  /** The file is faulty: what was in force goes on being so. Logs every fault. */
  reject(faults: readonly ConfigFaultView[]): void;
  /** What is wrong with the file now; empty: it is what is in force. */
  readonly faults: readonly ConfigFaultView[];
  view(): ConfigView;
}

export function createConfiguration(parts: ConfigurationParts): ConfigurationInForce {
  const { dispatcher, scheduler, clock, logger } = parts;
  let inForce = parts.manifest;
  let appliedAt = clock.now();
  let faults: readonly ConfigFaultView[] = [];
  return {
    apply: async (manifest) => {
      const changes = configChanges(inForce, manifest);
      if (changes.length > 0) {
        await scheduler.reconfigure(manifest, (changeSchedules) =>
          dispatcher.configure(flowCatalog(manifest.flows, manifest.limits, parts.builtIn), async (work) => {
            await putFileShops(work, manifest.shops);
            await changeSchedules(work);
          }),
        );
        inForce = manifest;
        appliedAt = clock.now();
        logger.info({ changes: changes.map(changeText) }, 'the configuration has changed');
      } else if (faults.length > 0)
        logger.info({}, 'the configuration file is good again: nothing has changed');
      faults = [];
      return changes;
    },
    reject: (found) => {
      faults = found.map(({ place, code, message, words }) => ({
        ...{ place, code, message },
        ...(words === undefined ? {} : { words }),
      }));
      logger.warn({ faults }, 'the configuration file is faulty: the configuration before it stays in force');
    },
    get faults() {
      return faults;
    },
    view: () => ({ ...viewOf(inForce), appliedAt: instant(appliedAt), faults: [...faults] }),
  };
}
