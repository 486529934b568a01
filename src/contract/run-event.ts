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
  /** Why, where the states alone do not say it: lost, parked, paused, displaced, withdrawn, stopped, cancel-requested. */
  readonly reason?: string;
}

/** A step of a running attempt began or ended. */
export interface StepEvent {
  readonly kind: 'step';
  readonly attempt: number;
  readonly phase: 'start' | 'end';
  readonly id: string;
  readonly name: string;
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: string;
}

/** How far a running attempt is, 0 to 1. */
export interface ProgressEvent {
  readonly kind: 'progress';
  readonly attempt: number;
  readonly value: number;
  readonly note: string | null;
}

/** A person asked for the run's cancel while it was running. */
export interface CancelRequestedEvent {
  readonly kind: 'cancel_requested';
  readonly attempt: number;
  readonly by: string | null;
}

export type RunEvent = StateEvent | StepEvent | ProgressEvent | CancelRequestedEvent;
