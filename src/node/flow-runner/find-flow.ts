import { pathToFileURL } from 'node:url';
import type { Flow } from '../../sdk/flow.ts';

/**
 * Imports the file that makes a flow and finds it among the exports; where it is not exported there, the configuration
 * that lists it. Rejects with what the import throws, and where there is no such flow.
 */
export async function findFlow(name: string, entry: string, config: string): Promise<Flow> {
  for (const path of new Set([entry, config])) {
    // A module's namespace object.
    const module = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
    const found = flowIn(Object.values(module), name, 0);
    if (found !== undefined) return found;
  }
  throw new Error(`the flow ${name} is not among what ${config} exports`);
}

/** Flows are exported alone, in lists, or in a configuration. */
function flowIn(values: readonly unknown[], name: string, depth: number): Flow | undefined {
  for (const value of values) {
    if (typeof value !== 'object' || value === null) continue;
    if (isFlow(value)) {
      if (value.name === name) return value;
      continue;
    }
    const inner: unknown = Array.isArray(value) ? value : 'flows' in value ? value.flows : undefined;
    const found = Array.isArray(inner) && depth < 3 ? flowIn(inner, name, depth + 1) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function isFlow(value: object): value is Flow {
  return 'kind' in value && value.kind === 'flow' && 'run' in value && typeof value.run === 'function';
}
