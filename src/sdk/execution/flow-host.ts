import type { RunErrorType } from '../../contract/error-types.ts';
import type { JsonObject } from '../../contract/run.ts';
import type { LogLevel } from '../flow-context.ts';

/** The attempt that a flow is to execute. */
export interface FlowAttempt {
  readonly run: string;
  readonly attempt: number;
  readonly flow: string;
  readonly platform: string | null;
  readonly shopId: string | null;
  readonly taskType: string | null;
  /** As they were sent. */
  readonly params: JsonObject;
  /** Values of steps that count as ended, by name. */
  readonly memos: ReadonlyMap<string, unknown>;
}

/** The answer to the beginning of a `once`; `by` names who holds the key. */
export type OnceAnswer =
  | { readonly state: 'first' }
  | { readonly state: 'done'; readonly value: unknown }
  | { readonly state: 'busy' | 'unknown'; readonly by: string };

/** A step as the trace shows it. */
export interface FlowStep {
  readonly phase: 'start' | 'end';
  readonly name: string;
  readonly output?: unknown;
  readonly error?: string;
}

/** Where a flow runs: what `ctx` rests on. */
export interface FlowHost {
  readonly signal: AbortSignal;
  /** Throws `FlowStopped` once the attempt is to end. Cheaper than the signal. */
  throwIfStopped(): void;
  log(level: LogLevel, text: string): void;
  step(step: FlowStep): void;
  progress(value: number, note: string | null): void;
  /** Keeps the file at this path. */
  artifact(path: string): Promise<void>;
  /** Keeps this data under this name. */
  artifactData(name: string, data: string | Uint8Array): Promise<void>;
  /** Resolves when the value is durable; rejects when it can't be kept. */
  memo(name: string, value: unknown): Promise<void>;
  onceBegin(key: string, ttlSeconds: number): Promise<OnceAnswer>;
  onceDone(key: string, ttlSeconds: number, value: unknown): Promise<void>;
  onceRelease(key: string, ttlSeconds: number): Promise<void>;
  now(): number;
  /** Resolves after that time, rejects with `FlowStopped` when the attempt is to end first. */
  sleep(ms: number): Promise<void>;
}

/** How a flow's function ended. */
export type FlowEnd =
  | { readonly ok: true; readonly output: JsonObject | null }
  | { readonly ok: false; readonly error: { readonly type: RunErrorType; readonly message: string } };
