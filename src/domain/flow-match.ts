import type { FlowDefinition } from '../contract/manifest.ts';

type Matched = Pick<FlowDefinition, 'match'>;

/** The platform of all of a flow's runs that name none: that of its match. Null: it has no match, or takes any. */
export function platformOfFlow({ match }: Matched): string | null {
  return match === null || match.platform === '*' ? null : match.platform;
}

/** The task type of all of a flow's runs that name none: that of its match. Null: it has no match, or takes any. */
export function taskTypeOfFlow({ match }: Matched): string | null {
  return match === null || match.taskType === '*' ? null : match.taskType;
}
