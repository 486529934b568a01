import type { Clock } from '../ports/clock.ts';
import type { GuardClient } from './guard/guard-client.ts';
import type { ProcessTree } from './process-tree/process-tree.ts';

/** How long a start waits for a guard; the node has given up all its runs by then. */
const patienceMs = 6_000;

/** The same process trees, but none is started while nobody guards: a start waits for the next guard. */
export function guardedTrees(
  trees: ProcessTree,
  guard: Pick<GuardClient, 'guarded' | 'onRespawned'>,
  clock: Clock,
): ProcessTree {
  let waiting: (() => void)[] = [];
  guard.onRespawned(() => {
    const ready = waiting;
    waiting = [];
    for (const go of ready) go();
  });
  return {
    spawnTree: async (spec) => {
      if (!guard.guarded) {
        await new Promise<void>((resolve) => {
          const timer = clock.timer(patienceMs, resolve);
          waiting.push(() => {
            timer.cancel();
            resolve();
          });
        });
      }
      if (!guard.guarded) return { ok: false, fault: { code: 'EAGAIN', message: 'this node has no guard' } };
      return trees.spawnTree(spec);
    },
    stopTree: (tree, options) => trees.stopTree(tree, options),
    killTree: (tree) => trees.killTree(tree),
    leftovers: (tree) => trees.leftovers(tree),
    drainOutput: (tree, options) => trees.drainOutput(tree, options),
  };
}
