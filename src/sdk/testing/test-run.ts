import type { RunErrorType } from '../../contract/error-types.ts';
import type { LogLevel } from '../flow-context.ts';
import type { TestHerd } from './test-herd.ts';

/** A step as a test sees it. */
export interface TestStep {
  readonly name: string;
  /** `remembered`: its value was kept by an earlier attempt. `open`: it had not ended when the attempt did. */
  readonly state: 'ended' | 'failed' | 'remembered' | 'open';
  readonly error?: string;
  /** In the herd's time. */
  readonly ms: number;
}

/** What a flow did. */
export interface TestRun<Output> {
  readonly outcome: 'succeeded' | 'failed' | 'cancelled' | 'timeout' | 'stopped' | 'killed';
  readonly output: Output | null;
  readonly error: { readonly type: RunErrorType; readonly message: string } | null;
  readonly run: string;
  readonly attempt: number;
  readonly steps: readonly TestStep[];
  readonly logs: readonly { readonly level: LogLevel; readonly text: string }[];
  readonly progress: readonly { readonly value: number; readonly note: string | null }[];
  /** Paths, or names and data, as the flow gave them. */
  readonly artifacts: readonly { readonly name: string; readonly data: string | Uint8Array | null }[];
  /** Values of steps that a next attempt would get. */
  readonly memos: Readonly<Record<string, unknown>>;
  /** In the herd's time. */
  readonly ms: number;
  readonly herd: TestHerd;
}
