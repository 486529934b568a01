import type { Clock, Timer } from '../../ports/clock.ts';
import type { ProcessRef, ProcessTable } from './process-table.ts';
import { sweep, type TrackedTree } from './tree-sweep.ts';

/** The first look at a new tree: programs start their helpers at once. */
const FIRST_LOOK_MS = 200;
/** Short enough that a child of a second is seen. */
const LOOK_MS = 900;

/** What `MemberWatch` needs. */
export interface MemberWatchOptions {
  readonly clock: Clock;
  readonly table: ProcessTable;
  /** Called with all living members of a tree when they are others than before. */
  readonly onSeen: (tree: TrackedTree, members: readonly ProcessRef[]) => void;
}

/**
 * Learns who belongs to trees that have no cgroup while their parents live: descent shows it no more once a parent has
 * ended. One look at the process list for all trees; none while there are no trees.
 */
export class MemberWatch {
  readonly #options: MemberWatchOptions;
  readonly #trees = new Map<TrackedTree, string>();
  #timer: Timer | null = null;
  #lookAt = 0;

  constructor(options: MemberWatchOptions) {
    this.#options = options;
  }

  add(tree: TrackedTree): void {
    this.#trees.set(tree, '');
    this.#lookWithin(FIRST_LOOK_MS);
  }

  remove(tree: TrackedTree): void {
    if (!this.#trees.delete(tree) || this.#trees.size > 0) return;
    this.#timer?.cancel();
    this.#timer = null;
  }

  #lookWithin(ms: number): void {
    const { clock } = this.#options;
    const at = clock.uptimeMs() + ms;
    if (this.#timer !== null && this.#lookAt <= at) return;
    this.#timer?.cancel();
    this.#lookAt = at;
    this.#timer = clock.timer(ms, () => {
      this.#timer = null;
      this.#look();
      this.#lookWithin(LOOK_MS);
    });
  }

  #look(): void {
    const { table, onSeen } = this.#options;
    let living: Map<number, number>;
    try {
      const { members } = sweep(table, { trees: [...this.#trees.keys()], pipes: false });
      living = new Map(members.map(({ pid, startTime }) => [pid, startTime]));
    } catch {
      // Nobody can look now (`isShortage`): the next look may.
      return;
    }
    for (const [tree, before] of this.#trees) {
      // An attempt of hours may start a process a second: the dead are forgotten.
      for (const [pid, startTime] of tree.known) if (living.get(pid) !== startTime) tree.known.delete(pid);
      const members = [...tree.known].map(([pid, startTime]) => ({ pid, startTime }));
      const now = members.map(({ pid, startTime }) => `${pid}:${startTime}`).join(' ');
      if (now === before) continue;
      this.#trees.set(tree, now);
      onSeen(tree, members);
    }
  }
}
