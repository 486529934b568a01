import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { flowPlace } from '../sdk/flow-place.ts';
import { filesHash, localFiles, type ModuleGraph } from './module-graph.ts';

/**
 * The value of an evaluated configuration with its TypeScript flows as data: in place of the function, `program` says
 * where it is (`entry`: the file that calls `flow()`, `config`: the file evaluated) and what it is made of (`code`: the hash
 * of the files that define it and of what they import).
 */
export function withCodeFlows(value: unknown, file: string, graph: ModuleGraph): unknown {
  const flows: unknown = isObject(value) ? value['flows'] : undefined;
  if (!isObject(value) || !Array.isArray(flows)) return value;
  return { ...value, flows: flows.map((flow: unknown) => (isCode(flow) ? asData(flow, file, graph) : flow)) };
}

function asData(flow: CodeFlow, file: string, graph: ModuleGraph): object {
  const { run: _run, ...options } = flow;
  const stack: unknown = flow[flowPlace];
  const files = localFiles(Array.isArray(stack) ? stack.map(String) : []);
  const defining = files.length > 0 ? files : [pathToFileURL(file).href];
  // The outermost file on the stack is the one whose evaluation makes the flow.
  const entry = fileURLToPath(defining.at(-1) ?? pathToFileURL(file).href);
  const code = filesHash(graph.closure(defining), dirname(file));
  return { ...options, program: { entry, config: file, code } };
}

interface CodeFlow {
  readonly run: unknown;
  readonly [flowPlace]?: unknown;
}

function isCode(flow: unknown): flow is CodeFlow {
  return isObject(flow) && flow['kind'] === 'flow' && typeof flow['run'] === 'function';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
