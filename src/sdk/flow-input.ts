import type { Flow } from './flow.ts';
import type { CommandOptions, EngineOptions, ScriptOptions } from './flow-options.ts';

/** A flow as `script()`, `command()` and `flow()` return it; a .json or .yaml file says the same of the first two. */
export type FlowInput =
  | (ScriptOptions & { readonly kind: 'script' })
  | (CommandOptions & { readonly kind: 'command' })
  | (EngineOptions & { readonly kind: 'engine' })
  | Flow;
