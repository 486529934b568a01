import { enginePool } from '../contract/exec.ts';
import type { FlowDefinition } from '../contract/manifest.ts';
import type { PoolSlots } from '../domain/slots.ts';
import { engineFlow } from './engine-flow.ts';
import type { Configuration } from './load.ts';

/** How this machine's node shows itself; the name's default is the host's, which only the system knows. */
export interface NodeOptionsRead {
  readonly name: string | null;
  readonly slots: number;
  readonly tags: readonly string[];
  readonly pools: readonly string[];
  /** Slots for tasks of engines, which take none of the robots'. */
  readonly poolSlots: readonly PoolSlots[];
  /** The configuration's, and the built-in one. */
  readonly flows: readonly FlowDefinition[];
}

/** The node's options: the environment before the file before the defaults (5 slots, no tags, pool `default`, 2000 of the engine). */
export function nodeOptions({
  settings,
  manifest,
}: Pick<Configuration, 'settings' | 'manifest'>): NodeOptionsRead {
  return {
    name: settings.node.name ?? manifest.node.name,
    slots: settings.node.slots ?? manifest.node.slots ?? 5,
    tags: settings.node.tags ?? manifest.node.tags ?? [],
    pools: settings.node.pools ?? manifest.node.pools ?? ['default'],
    poolSlots: [{ pool: enginePool, slots: settings.node.engineSlots ?? 2000 }],
    flows: [...manifest.flows, engineFlow(settings)],
  };
}
