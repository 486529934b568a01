import type { LogStream, StartFrame } from '../contract/link.ts';
import type { JsonObject } from '../contract/run.ts';
import type { RunError } from '../contract/run-error.ts';
import type { ArtifactOutcome, ArtifactSource } from './artifact-source.ts';
import type { AttemptMemory } from './attempt-memory.ts';

/** What an executor reports while an attempt runs. None may be called after the execution's `done` has resolved. */
export interface ExecutionEvents {
  log(stream: LogStream, text: string): void;
  /**
   * Null: there is room for more of the log. Else resolves when there is, or when waiting has been given up; whoever reads
   * a program's output then reads on. Absent: there always is.
   */
  logRoom?(): Promise<void> | null;
  step(step: {
    phase: 'start' | 'end';
    id: string;
    name: string;
    input?: unknown;
    output?: unknown;
    error?: string;
  }): void;
  progress(value: number, note: string | null): void;
  /** Keeps a file with the run; resolves when it is stored or given up. Closes it, never rejects. */
  artifact(source: ArtifactSource): Promise<ArtifactOutcome>;
}

/** How an execution ended. Resolved only when nothing that it started is alive any more. */
export interface ExecutionResult {
  readonly outcome: 'succeeded' | 'failed' | 'timeout' | 'cancelled' | 'stopped' | 'refused';
  readonly code: number | null;
  readonly error: RunError | null;
  readonly output: JsonObject | null;
}

/** Why an execution is to stop: a person's cancel, the run's time limit, or an orderly drain or shutdown. */
export type StopReason = 'cancel' | 'timeout' | 'stop';

/** One attempt being executed. */
export interface Execution {
  /** Never rejects; should it all the same, by a bug, then only when nothing of it is alive, or would be after `kill`. */
  readonly done: Promise<ExecutionResult>;
  /** Asks the program to end, kills it after its grace (5 s); an exit 0 that came first still counts as success. */
  stop(reason: StopReason): void;
  /** Kills everything at once, without grace: the lease is lost or the attempt is no longer ours. */
  kill(): void;
}

/** Executes attempts of the flows it knows. */
export interface Executor {
  /** Starts an attempt. Never throws: what can't start ends as a failed or refused execution. */
  start(frame: StartFrame, events: ExecutionEvents, memory: AttemptMemory): Execution;
}
