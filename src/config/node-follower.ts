import type { Manifest } from '../contract/manifest.ts';
import { changeText, configChanges, viewOf } from '../domain/config-changes.ts';
import { type ConfigNews, followConfiguration } from './live-configuration.ts';
import type { Configuration } from './load.ts';
import { type NodeOptionsRead, nodeOptions } from './node-options.ts';

/** What a node is given anew. */
export type NodeWorkRead = Omit<NodeOptionsRead, 'name'>;

/** As much of a log as is needed here. */
export type FollowerLog = Readonly<
  Record<'info' | 'warn', (fields: Readonly<Record<string, unknown>>, message: string) => void>
>;

/**
 * Keeps what a node offers as the file says: flows, slots, tags and pools, but not its name, which it has until it ends.
 * Until the end of `close`.
 */
export function followAsNode(
  { settings, manifest, origin }: Configuration,
  offer: (work: NodeWorkRead) => void,
  logger: FollowerLog,
  tell: (news: ConfigNews) => void = () => undefined,
): { close(): Promise<void> } {
  let inForce: Manifest = manifest;
  return followConfiguration(origin, {
    apply: (next) => {
      const changes = configChanges(viewOf(inForce), viewOf(next)).filter(
        ({ section }) => section === 'flow' || section === 'node',
      );
      if (changes.length > 0) {
        const { name, ...work } = nodeOptions({ settings, manifest: next });
        offer(work);
        logger.info({ changes: changes.map(changeText) }, 'the configuration has changed');
        if (name !== nodeOptions({ settings, manifest: inForce }).name)
          logger.warn({ name }, 'the node gets its new name when it is started again');
      }
      inForce = next;
      return Promise.resolve(changes);
    },
    reject: (found) => {
      const faults = found.map(({ place, code, message }) => ({ place, code, message }));
      logger.warn({ faults }, 'the configuration file is faulty: the configuration before it stays in force');
    },
    failed: (error, what) => logger.warn({ error }, what),
    tell,
  });
}
