import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import type { Zone } from '../cron/zone.ts';
import type { SlotRecord } from './schedule-record.ts';
import { type Timetable, timetableOf } from './timetable.ts';

/** The timetable that a backfill goes by: a schedule that is switched off has slots of the past all the same. */
export function backfillTimetable(definition: ScheduleDefinition, zone: Zone): Timetable {
  return timetableOf({ ...definition, enabled: true }, zone);
}

/** The slots in `[from, to)`, earliest first, at most `most`. */
export function slotsBetween(timetable: Timetable, from: number, to: number, most: number): number[] {
  const slots: number[] = [];
  for (
    let at = timetable.next(from - 1);
    at !== null && at < to && slots.length < most;
    at = timetable.next(at)
  )
    slots.push(at);
  return slots;
}

/** Whether the slot has made a run: then it is no gap. */
export function hasRun(record: Pick<SlotRecord, 'runs' | 'attached'> | undefined): boolean {
  return record !== undefined && record.runs + record.attached > 0;
}
