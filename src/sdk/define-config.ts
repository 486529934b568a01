import type { ConfigOptions } from './config-options.ts';
import type { FlowInput } from './flow-input.ts';
import type { CommandOptions, EngineOptions, ScriptOptions } from './flow-options.ts';

/**
 * The builders of `drover.config.ts`. They only mark and type what they are given: everything is checked when the file
 * has been read, so that all faults are listed together with their places.
 */

/** The configuration: `export default defineConfig({ flows: […], … })`. */
export function defineConfig(config: ConfigOptions): ConfigOptions {
  return config;
}

/** A flow that runs a file: Python, JavaScript, TypeScript or anything with an interpreter. */
export function script(options: ScriptOptions): FlowInput {
  return { ...options, kind: 'script' };
}

/** A flow that an outside engine executes: a task is created over HTTP and queried until it is over. */
export function engine(options: EngineOptions): FlowInput {
  return { ...options, kind: 'engine' };
}

/** A flow that runs a command by its argument vector. */
export function command(options: CommandOptions): FlowInput {
  return { ...options, kind: 'command' };
}
