import type { RunError } from './run-error.ts';
import type { RunState } from './run-states.ts';

/** A state change, one per run and transaction; `via` lists states passed within it. */
export interface StateEvent {
  readonly kind: 'state';
  readonly from: RunState | null;
  readonly to: RunState;
  readonly via?: readonly RunState[];
  readonly attempt: number;
  readonly code?: number | null;
  readonly error?: RunError | null;
  /** Key of the blocker, where `to` is `blocked`. */
  readonly blockedBy?: string;
  /** Why, where the states alone do not say it: lost, parked, paused, no_node, displaced, withdrawn, stopped, cancel-requested. */
  readonly reason?: string;
}

/** What an event within an attempt has beside its own members. */
interface WithinAttempt {
  readonly attempt: number;
  /** Bytes of the attempt's log that were stored before this event; absent: none. Puts both in one order. */
  readonly logBytes?: number;
}

/** A step of a running attempt began or ended. */
export interface StepEvent extends WithinAttempt {
  readonly kind: 'step';
  readonly phase: 'start' | 'end';
  readonly id: string;
  readonly name: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: string;
}

/** How far a running attempt is, 0 to 1. */
export interface ProgressEvent extends WithinAttempt {
  readonly kind: 'progress';
  readonly value: number;
  readonly note: string | null;
}

/** A person asked for the run's cancel while it was running. */
export interface CancelRequestedEvent extends WithinAttempt {
  readonly kind: 'cancel_requested';
  readonly by: string | null;
}

/** A file of a running attempt has been stored. */
export interface ArtifactEvent extends WithinAttempt {
  readonly kind: 'artifact';
  /** Number of the file within its attempt, from 1; its blob is named by it. */
  readonly n: number;
  /** Path within the folder of artifacts, `/` between its parts. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

export type RunEvent = StateEvent | StepEvent | ProgressEvent | CancelRequestedEvent | ArtifactEvent;
