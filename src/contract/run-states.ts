/** The states of a run, in the order of its life. Words: docs/state-machine.md. */
export const runStates = [
  'scheduled',
  'blocked',
  'queued',
  'running',
  'retrying',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
] as const;
export type RunState = (typeof runStates)[number];

/** States that a run never leaves. */
export const finalStates = ['succeeded', 'failed', 'cancelled', 'expired'] as const;
export type FinalState = (typeof finalStates)[number];

/** True when a run in this state has ended. */
export function isFinal(state: RunState): state is FinalState {
  // Widened: `includes` asks for a member of the list's own type.
  return (finalStates as readonly RunState[]).includes(state);
}

/** States of a dead letter: what waits for a person's decision is `open`. */
export const deadLetterStates = ['open', 'retried', 'ignored', 'archived'] as const;
export type DeadLetterState = (typeof deadLetterStates)[number];

/**
 * Status codes of a finished run: 0 success, 1 failed, 2 timed out, 3 out of resources, 4 permission denied,
 * 5 bad configuration. A cancelled or expired run has none (null).
 */
export const statusCodes = {
  success: 0,
  failed: 1,
  timedOut: 2,
  resources: 3,
  permission: 4,
  configuration: 5,
} as const;
