/**
 * Keeps one node alive on this machine, as a process of its own. Modes: `own` (a child of ours), `adopted` (a live node
 * that an earlier start left behind, or that the guard started in place of one that hung), `resting` (none; the next start
 * is due after a back-off). Authority on who lives: the lock of the node's data folder, which the kernel gives back with
 * the process. Failures: a node that ends is started again; an adopted one that does not reach this server is replaced.
 */
import type { ChildProcess } from 'node:child_process';
import type { Clock, Timer } from '../../ports/clock.ts';

const firstBackOffMs = 500;
const longestBackOffMs = 15_000;
/** A node that lived this long has not failed at its start: the next back-off is short again. */
const soundLifeMs = 60_000;
/** How often an adopted node that is not connected is looked at. */
const lookEveryMs = 1_000;
/** How long a node may take to stop its runs in order. */
const stopPatienceMs = 45_000;
const killPatienceMs = 5_000;
const pollMs = 50;

/** A live node, as the lock of its data folder names it. */
export interface LiveNode {
  readonly pid: number;
  readonly nodeId: string;
  readonly guardPid: number | null;
}

export type LocalNodeEvent =
  | { readonly kind: 'adopted' | 'replaced' | 'stuck'; readonly pid: number }
  /** An adopted one has ended; how, only its parent would know. */
  | { readonly kind: 'gone'; readonly pid: number }
  | {
      readonly kind: 'ended';
      /** Null: it could not be started. */
      readonly pid: number | null;
      /** Name of the signal, `exit CODE`, or why it could not be started. */
      readonly how: string;
      /** When it is started again, ms; null: another one lives already. */
      readonly backOffMs: number | null;
    };

export interface LocalNodeParts {
  readonly clock: Clock;
  /** Starts the node's process. */
  readonly spawn: () => ChildProcess;
  readonly findLive: () => LiveNode | null;
  /** Whether a process of this id runs; a zombie does not. */
  readonly runs: (pid: number) => boolean;
  /** Whether the guard of a killed node still ends what that ran. */
  readonly guardLeft: () => boolean;
  /** False when a node of an earlier start is known to dial another address: it is replaced at once. */
  readonly sameAddress: () => boolean;
  /** How long an adopted node may take to connect, ms. */
  readonly connectWithinMs: number;
  /** How long its runs may take to end by themselves when it is stopped, beyond what is usual, ms. */
  readonly stopGraceMs?: () => number;
  readonly tell: (event: LocalNodeEvent) => void;
}

export interface LocalNode {
  /** Adopts the live node, or starts one. */
  start(): void;
  /** To be told how nodes stand with the server, from before `start` on. */
  heard(nodeId: string, state: string): void;
  /** Ends the node in order, at once when `hurry` is aborted. Neither it nor its guard runs when it resolves. */
  stop(hurry: AbortSignal): Promise<void>;
}

export function createLocalNode(parts: LocalNodeParts): LocalNode {
  const { clock, tell } = parts;
  const states = new Map<string, string>();
  let child: ChildProcess | null = null;
  let adopted: LiveNode | null = null;
  let timer: Timer | null = null;
  let backOffMs = firstBackOffMs;
  let stopping = false;
  /** The end of a node that is being replaced, and what hurries it. */
  let replacing: Promise<void> = Promise.resolve();
  const hurried = new AbortController();

  const connected = (node: LiveNode): boolean => states.get(node.nodeId) === 'connected';

  function settle(): void {
    timer?.cancel();
    if (stopping || child !== null) return;
    adopted = parts.findLive();
    if (adopted === null) return launch();
    if (!parts.sameAddress()) return replace(adopted);
    tell({ kind: 'adopted', pid: adopted.pid });
    watch(adopted, clock.uptimeMs() + parts.connectWithinMs);
  }

  function launch(): void {
    if (stopping) return;
    const born = clock.uptimeMs();
    const made = parts.spawn();
    child = made;
    let over = false;
    const ended = (how: string): void => {
      if (over) return;
      over = true;
      child = null;
      if (stopping) return;
      // Another node took the folder first, or the guard has put one in its place.
      const pid = made.pid ?? null;
      if (parts.findLive() !== null) {
        tell({ kind: 'ended', pid, how, backOffMs: null });
        return settle();
      }
      if (clock.uptimeMs() - born >= soundLifeMs) backOffMs = firstBackOffMs;
      tell({ kind: 'ended', pid, how, backOffMs });
      timer = clock.timer(backOffMs, settle);
      backOffMs = Math.min(backOffMs * 2, longestBackOffMs);
    };
    made.once('error', (error) => ended(error.message));
    made.once('exit', (code, signal) => ended(signal ?? `exit ${code ?? '?'}`));
  }

  /** Looks at an adopted node until it is connected; `until` is when it is given up. */
  function watch(node: LiveNode, until: number): void {
    timer?.cancel();
    if (stopping || connected(node)) return;
    const live = parts.findLive();
    if (live?.pid !== node.pid) {
      tell({ kind: 'gone', pid: node.pid });
      return settle();
    }
    if (clock.uptimeMs() >= until) return replace(node);
    timer = clock.timer(lookEveryMs, () => watch(node, until));
  }

  function replace(node: LiveNode): void {
    tell({ kind: 'replaced', pid: node.pid });
    adopted = null;
    replacing = end(node, hurried.signal).then(launch);
  }

  /** Resolves when the condition holds or the time is over; tells which. */
  async function until(condition: () => boolean, patienceMs: number, hurry?: AbortSignal): Promise<boolean> {
    const limit = clock.uptimeMs() + patienceMs;
    while (!condition()) {
      if (clock.uptimeMs() >= limit || hurry?.aborted === true) return false;
      const { promise, resolve } = Promise.withResolvers<void>();
      clock.timer(pollMs, resolve);
      await promise;
    }
    return true;
  }

  async function end(node: LiveNode, hurry: AbortSignal): Promise<void> {
    // It gives the lock back before it has ended.
    const gone = (): boolean => !parts.runs(node.pid);
    send(node.pid, 'SIGTERM');
    const patienceMs = stopPatienceMs + (parts.stopGraceMs?.() ?? 0);
    if (!(await until(gone, patienceMs, hurry))) {
      if (!hurry.aborted) tell({ kind: 'stuck', pid: node.pid });
      // Its guard kills what it ran.
      send(node.pid, 'SIGKILL');
      await until(gone, killPatienceMs);
    }
    const { guardPid } = node;
    if (guardPid !== null) await until(() => !parts.runs(guardPid), killPatienceMs);
  }

  return {
    start: settle,
    heard: (nodeId, state) => {
      const was = states.get(nodeId);
      states.set(nodeId, state);
      if (adopted?.nodeId === nodeId && was === 'connected' && state !== was) {
        watch(adopted, clock.uptimeMs() + parts.connectWithinMs);
      }
    },
    stop: async (hurry) => {
      stopping = true;
      timer?.cancel();
      hurry.addEventListener('abort', () => hurried.abort());
      await replacing;
      // The lock names the guard; a child that has not come so far has none.
      const node =
        parts.findLive() ??
        (child?.pid === undefined ? null : { pid: child.pid, nodeId: '', guardPid: null });
      if (node !== null) await end(node, hurry);
      await until(() => !parts.guardLeft(), killPatienceMs, hurry);
    },
  };
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
