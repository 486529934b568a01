import type { FlowDefinition } from '../../contract/manifest.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import { lackingValues } from './lacking-values.ts';
import type { ScheduleWarning } from './schedule-warning.ts';
import { sharedKeyWords, sharesKey } from './shared-key.ts';

/** What speaks against a schedule by its flow alone: runs of one slot that would be one, and values that its runs lack. */
export function flowWarnings(
  schedule: Pick<ScheduleDefinition, 'name' | 'params' | 'shops'>,
  flow: FlowDefinition,
): ScheduleWarning[] {
  const shared = sharesKey(schedule, flow) ? [{ code: 'shared_key', words: sharedKeyWords(flow) }] : [];
  return [...shared, ...lackingValues(schedule, flow)];
}
