import type { FlowDefinition, RetryPolicy } from '../../contract/manifest.ts';
import type { LimitPatterns } from '../../domain/limit-keys.ts';

/** What the server knows of flows and limits: the configuration in force. */
export interface FlowCatalog {
  flow(name: string): FlowDefinition | undefined;
  /** The flow for a platform and task type: named `{platform}_{taskType}`, else the first whose match fits. */
  match(platform: string, taskType: string): FlowDefinition | undefined;
  names(): readonly string[];
  readonly limits: LimitPatterns;
}

/** Retry policy for runs whose flow is no longer configured. */
export const fallbackRetry: RetryPolicy = { max: 3, delays: [30, 60, 120] };

/** `builtIn` are there besides, found by their names only. */
export function flowCatalog(
  flows: readonly FlowDefinition[],
  limits: LimitPatterns,
  builtIn: readonly FlowDefinition[] = [],
): FlowCatalog {
  const byName = new Map([...flows, ...builtIn].map((flow) => [flow.name, flow]));
  const fits = (pattern: string, value: string): boolean => pattern === '*' || pattern === value;
  return {
    flow: (name) => byName.get(name),
    match: (platform, taskType) =>
      byName.get(`${platform}_${taskType}`) ??
      flows.find(
        (flow) =>
          flow.match !== null && fits(flow.match.platform, platform) && fits(flow.match.taskType, taskType),
      ),
    names: () => [...byName.keys()],
    limits,
  };
}

/** A catalog that is always the one in force. */
export function presentCatalog(inForce: () => FlowCatalog): FlowCatalog {
  return {
    flow: (name) => inForce().flow(name),
    match: (platform, taskType) => inForce().match(platform, taskType),
    names: () => inForce().names(),
    get limits() {
      return inForce().limits;
    },
  };
}
