/**
 * The one table of a run's transitions. Authority: the store; each transition is a named function in the dispatcher
 * that yields one write conditional on the state (and, for a running run, on the attempt number, which is the fence).
 * `docs/state-machine.md` draws this table, the store's CHECK lists these states; a test holds the three together.
 */
import type { RunState } from '../contract/run-states.ts';

interface TransitionRule {
  readonly from: readonly (RunState | null)[];
  readonly to: RunState;
}

/** Every transition by its name: the states that it may start from (null: the run does not exist yet) and its end. */
export const transitions = {
  /** Submitted with a due time that lies ahead. */
  schedule: { from: [null], to: 'scheduled' },
  /** Due, but a key is full, its shop is paused, or no node can execute it. */
  block: { from: [null, 'scheduled', 'retrying', 'blocked'], to: 'blocked' },
  /** Room taken under every key. */
  enqueue: { from: [null, 'scheduled', 'retrying', 'blocked'], to: 'queued' },
  /** A queued holder gives its room back: its shop was paused, a better-ranked run displaced it, or its pool has no node. */
  withdraw: { from: ['queued'], to: 'blocked' },
  /** A node's free slot claims it; the attempt number rises. */
  start: { from: ['queued'], to: 'running' },
  succeed: { from: ['running'], to: 'succeeded' },
  /** A failure that will be tried again after a pause. */
  retryLater: { from: ['running'], to: 'retrying' },
  /** A failure for good. */
  fail: { from: ['running'], to: 'failed' },
  /** The shop lost its login or shows a captcha: the shop is paused and the run waits for it. */
  park: { from: ['running'], to: 'blocked' },
  /** The attempt was lost with its node, withdrawn, or stopped in order: it waits for room again. */
  returnToWait: { from: ['running'], to: 'blocked' },
  /** The same, with room at once. */
  returnToQueue: { from: ['running'], to: 'queued' },
  /** A run that is not running is cancelled at once; a running one when its process tree is gone. */
  cancel: { from: ['scheduled', 'blocked', 'queued', 'retrying', 'running'], to: 'cancelled' },
  /** Its deadline passed before it ever started. */
  expire: { from: ['scheduled', 'blocked', 'queued'], to: 'expired' },
} as const satisfies Record<string, TransitionRule>;

export type TransitionName = keyof typeof transitions;

/** Whether the named transition may start from this state. */
export function allows(name: TransitionName, from: RunState | null): boolean {
  // Widened: `includes` asks for a member of the list's own type.
  return (transitions[name].from as readonly (RunState | null)[]).includes(from);
}

/** Every pair of states that some transition joins, for drawings and checks. */
export function edges(): {
  readonly from: RunState | null;
  readonly to: RunState;
  readonly names: readonly TransitionName[];
}[] {
  const found = new Map<string, { from: RunState | null; to: RunState; names: TransitionName[] }>();
  // The table has no other keys than its type says.
  for (const name of Object.keys(transitions) as TransitionName[]) {
    const rule = transitions[name];
    for (const from of rule.from) {
      const key = `${from}>${rule.to}`;
      const entry = found.get(key) ?? { from, to: rule.to, names: [] };
      entry.names.push(name);
      found.set(key, entry);
    }
  }
  return [...found.values()];
}
