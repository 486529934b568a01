import type { JsonObject } from '../contract/run.ts';
import type { FlowErrorType } from './flow-error.ts';

/** How loud a line of the log is; `warn` and `error` go to the run's error stream. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface StepOptions {
  /**
   * Default true: the value is kept with the run, and a later attempt gets it without executing the step, as long as
   * the flow's files are the same (or the flow says `keep`). False: the step is executed in every attempt.
   */
  readonly memo?: boolean;
}

/** A file to keep with the run: one that is there (its path), or text or bytes under a name. */
export type Artifact = string | { readonly name: string; readonly data: string | Uint8Array };

/** What a flow works with. Its functions need no `this`. */
export interface FlowContext<Params = JsonObject> {
  readonly runId: string;
  /** The flow's name. */
  readonly flow: string;
  /** 1, 2, …: attempts that were lost or parked count too. */
  readonly attempt: number;
  /** The shop's id; null for a run without a shop. */
  readonly shop: string | null;
  readonly platform: string | null;
  readonly taskType: string | null;
  /** As the flow's schema gives them: checked, with its defaults. */
  readonly params: Params;
  /**
   * Aborted when the attempt is to end (cancel, time limit, stop of the node); 5 s later it is killed. Hand it to
   * `fetch` and the like.
   */
  readonly signal: AbortSignal;
  /** A line of the run's log, at `info` where no level is given. */
  readonly log: {
    (text: string): void;
    (level: LogLevel, text: string): void;
  };
  /** How far it is, 0 to 1, and a word about it. Only the latest counts. */
  readonly progress: (value: number, note?: string) => void;
  /**
   * A named part of the run, shown in its trace. Its value (JSON, at most 256 KiB) is durable when the promise resolves. A
   * name is used once in an attempt. Throws what `fn` throws.
   */
  readonly step: <T>(name: string, fn: () => T | Promise<T>, options?: StepOptions) => Promise<T>;
  /**
   * A side effect that happens at most once across runs until `ttlSeconds` have passed; whoever comes later gets the
   * value (JSON, at most 256 KiB) of the first. Throws FlowError TRANSIENT while another run is at it, and BUSINESS when it
   * was begun and nobody knows whether it happened: the attempt died, or `fn` threw something else than `NotDone`. A person
   * then says it with `drover once settle`.
   */
  readonly once: <T>(key: string, ttlSeconds: number, fn: () => T | Promise<T>) => Promise<T>;
  readonly artifact: (artifact: Artifact) => Promise<void>;
  /** Waits; throws when the attempt is to end. */
  readonly sleep: (seconds: number) => Promise<void>;
  /** Wall time, ms since epoch; tests move it. */
  readonly now: () => number;
  /** Ends the attempt with an error class. */
  readonly fail: (type: FlowErrorType, message: string) => never;
}
