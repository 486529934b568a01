import type { Configuration } from './load.ts';

/** How this machine's node shows itself; the name's default is the host's, which only the system knows. */
export interface NodeOptionsRead {
  readonly name: string | null;
  readonly slots: number;
  readonly tags: readonly string[];
  readonly pools: readonly string[];
}

/** The node's options: the environment before the file before the defaults (5 slots, no tags, pool `default`). */
export function nodeOptions({
  settings,
  manifest,
}: Pick<Configuration, 'settings' | 'manifest'>): NodeOptionsRead {
  return {
    name: settings.node.name ?? manifest.node.name,
    slots: settings.node.slots ?? manifest.node.slots ?? 5,
    tags: settings.node.tags ?? manifest.node.tags ?? [],
    pools: settings.node.pools ?? manifest.node.pools ?? ['default'],
  };
}
