import type { Manifest } from '../contract/manifest.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { changeText, configChanges } from '../domain/config-changes.ts';
import { missingFiles } from '../domain/missing-files.ts';
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
  let faulty = false;
  return followConfiguration(origin, {
    apply: (next) => {
      const changes = configChanges(inForce, next).filter(
        ({ section }) => section === 'flow' || section === 'node',
      );
      const missing = missingFiles(next.flows);
      // What comes and goes on the disk need not change what the file says.
      const otherFiles = canonicalJson(missing) !== canonicalJson(missingFiles(inForce.flows));
      if (changes.length > 0 || otherFiles) {
        const { name, ...work } = nodeOptions({ settings, manifest: next });
        offer(work);
        logger.info({ changes: changes.map(changeText) }, 'the configuration has changed');
        warnOfMissing(next, logger);
        if (name !== nodeOptions({ settings, manifest: inForce }).name)
          logger.warn({ name }, 'the node gets its new name when it is started again');
      } else if (faulty) logger.info({}, 'the configuration file is good again: nothing has changed');
      inForce = next;
      faulty = false;
      return Promise.resolve(changes);
    },
    reject: (found) => {
      faulty = true;
      const faults = found.map(({ place, code, message }) => ({ place, code, message }));
      logger.warn({ faults }, 'the configuration file is faulty: the configuration before it stays in force');
    },
    failed: (error, what) => logger.warn({ error }, what),
    tell,
  });
}

/** Logs which flows a node does not offer for want of a file. */
export function warnOfMissing({ flows }: Pick<Manifest, 'flows'>, logger: Pick<FollowerLog, 'warn'>): void {
  const missing = missingFiles(flows);
  if (missing.length > 0)
    logger.warn({ missing }, 'flows are not offered, since a file or folder of theirs is not there');
}
