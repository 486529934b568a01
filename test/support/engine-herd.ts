import {
  type EngineOptions,
  enginePaths,
  type RunningEngine,
  startEngine,
} from '../../examples/engine/engine.ts';
import type { HerdOptions, HerdProcess } from './herd-process.ts';
import { withHerd } from './herd-process.ts';

/** Where the engine is, as a server and a node are told. */
export function engineEnvironment(url: string): Record<string, string> {
  return {
    XIAOWU_RPA_TASK_CREATE_URL: url + enginePaths.create,
    XIAOWU_RPA_TASK_QUERY_URL: url + enginePaths.query,
    XIAOWU_RPA_PING_INTERVAL: '1',
    XIAOWU_RPA_TASK_QUERY_INTERVAL: '1',
    XIAOWU_RPA_TIMEOUT: '60',
  };
}

/** Runs a scenario in a herd of real processes with the stand-in engine in this one. */
export async function withEngineHerd<T>(
  options: Partial<Omit<HerdOptions, 'flows'>> & {
    readonly engine?: EngineOptions;
    /** Flows of the configuration, for an engine at this address; default: none. */
    readonly flows?: (engineUrl: string) => HerdOptions['flows'];
  },
  scenario: (herd: HerdProcess, engine: RunningEngine) => Promise<T>,
): Promise<T> {
  const engine = await startEngine({ port: 0, ...options.engine });
  try {
    const env = { ...engineEnvironment(engine.url), ...options.env };
    return await withHerd({ ...options, flows: options.flows?.(engine.url) ?? [], env }, (herd) =>
      scenario(herd, engine),
    );
  } finally {
    await engine.close();
  }
}
