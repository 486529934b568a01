import type { ConfigFault } from './fault.ts';

/** What the child that evaluates a configuration file sends to its parent before it leaves: the files, then the evaluation. */
export type EvaluationMessage = { readonly files: readonly string[] } | Evaluation;

export type Evaluation =
  | { readonly ok: true; readonly raw: unknown; readonly faults: readonly ConfigFault[] }
  | { readonly ok: false; readonly fault: ConfigFault };

/** Longest evaluation, in seconds. */
export const evaluationSeconds = 20;
