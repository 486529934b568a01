/** Whether there is room for work: rules without effects. */

import type { Node } from '../../../../src/contract/node.ts';
import type { BlockedBy } from '../../../../src/contract/run.ts';
import type { Names } from '../../api/names.ts';

export interface Room {
  readonly slots: number;
  readonly busy: number;
  /** Slots that take something new now. */
  readonly free: number;
  readonly connected: number;
  readonly draining: number;
  readonly away: number;
}

/** The room of all nodes together; those that are away have none. */
export function roomOf(nodes: readonly Node[]): Room {
  let slots = 0;
  let busy = 0;
  let free = 0;
  let draining = 0;
  let away = 0;
  for (const node of nodes) {
    busy += node.busy;
    if (node.state === 'offline' || node.state === 'reconnecting') {
      away += 1;
      continue;
    }
    slots += node.slots;
    if (node.state === 'draining') draining += 1;
    else free += Math.max(0, node.slots - node.busy);
  }
  return { slots, busy, free, connected: nodes.length - away, draining, away };
}

/** Trouble first, then by name. */
export function inOrder(nodes: readonly Node[]): Node[] {
  const weight = { reconnecting: 0, draining: 1, connected: 2, offline: 3 } as const;
  return [...nodes].sort(
    (a, b) =>
      weight[a.state] - weight[b.state] || a.name.localeCompare(b.name, 'en') || (a.id < b.id ? -1 : 1),
  );
}

/** In which words a blocker is told, and its name in them, as people call it. */
export function blockerWords(
  blocker: Pick<BlockedBy, 'key' | 'kind' | 'reason'>,
  names: Pick<Names, 'shop' | 'flow'>,
): {
  readonly key:
    | 'blocker.shop'
    | 'blocker.shop.paused'
    | 'blocker.flow'
    | 'blocker.platform'
    | 'blocker.business'
    | 'blocker.pool'
    | 'blocker.limit';
  readonly name: string;
} {
  const name = blocker.key.slice(blocker.key.indexOf(':') + 1);
  switch (blocker.kind) {
    case 'shop': {
      const [platform = '', id = ''] = name.split(/:(.*)/s);
      return {
        key: blocker.reason === 'paused' ? 'blocker.shop.paused' : 'blocker.shop',
        name: names.shop(platform, id),
      };
    }
    case 'flow':
      return { key: 'blocker.flow', name: names.flow(name) };
    case 'platform':
    case 'business':
    case 'pool':
      return { key: `blocker.${blocker.kind}`, name };
    default:
      return { key: 'blocker.limit', name: blocker.key };
  }
}
