import type { FlowDefinition, Manifest } from '../contract/manifest.ts';
import { changeText, configChanges, viewOf } from '../domain/config-changes.ts';
import type { ConfigFollower, ConfigNews } from './live-configuration.ts';
import type { Configuration } from './load.ts';
import { type NodeOptionsRead, nodeOptions } from './node-options.ts';

/** What a node is given anew. */
export type NodeWorkRead = Omit<NodeOptionsRead, 'name'> & { readonly flows: readonly FlowDefinition[] };

export interface NodeFollowerHooks {
  readonly offer: (work: NodeWorkRead) => void;
  readonly logger: Readonly<Record<'info' | 'warn', (fields: Readonly<Record<string, unknown>>, message: string) => void>>;
  readonly tell?: (news: ConfigNews) => void;
}

/** Keeps what a node offers as the file says: flows, slots, tags and pools, but not its name, which it has until it ends. */
export function nodeFollower(
  { settings, manifest }: Pick<Configuration, 'settings' | 'manifest'>,
  hooks: NodeFollowerHooks,
): ConfigFollower {
  let inForce: Manifest = manifest;
  return {
    apply: (next) => {
      const changes = configChanges(viewOf(inForce), viewOf(next)).filter(
        ({ section }) => section === 'flow' || section === 'node',
      );
      if (changes.length > 0) {
        const { name, slots, tags, pools } = nodeOptions({ settings, manifest: next });
        hooks.offer({ slots, tags, pools, flows: next.flows });
        hooks.logger.info({ changes: changes.map(changeText) }, 'the configuration has changed');
        if (name !== nodeOptions({ settings, manifest: inForce }).name)
          hooks.logger.warn({ name }, 'the node gets its new name when it is started again');
      }
      inForce = next;
      return Promise.resolve(changes);
    },
    reject: (faults) =>
      hooks.logger.warn(
        { faults: faults.map(({ place, code, message }) => ({ place, code, message })) },
        'the configuration file is faulty: the configuration before it stays in force',
      ),
    failed: (error, what) => hooks.logger.warn({ error: String(error) }, what),
    ...(hooks.tell === undefined ? {} : { tell: hooks.tell }),
  };
}
