import type { FlowDefinition } from '../../contract/manifest.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import type { ScheduleWarning } from './schedule-warning.ts';
import { sharedKeyWords, sharesKey } from './shared-key.ts';

/** What speaks against a schedule by its flow alone: runs of one slot that would be one. */
export function flowWarnings(
  schedule: Pick<ScheduleDefinition, 'name' | 'params' | 'shops'>,
  flow: FlowDefinition,
): ScheduleWarning[] {
  return sharesKey(schedule, flow) ? [{ code: 'shared_key', words: sharedKeyWords(flow) }] : [];
}
