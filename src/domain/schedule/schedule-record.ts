import type { JsonObject } from '../../contract/run.ts';
import type { SlotReason, SlotState } from '../../contract/schedule.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';

/** Who has paused a schedule, and why. */
export interface SchedulePause {
  /** ms since epoch. */
  readonly at: number;
  readonly by: string | null;
  readonly note: string | null;
}

/** A schedule as the store keeps it; instants are ms since epoch. */
export interface ScheduleRecord {
  /** 0 before it is inserted. */
  readonly key: number;
  /** Unique, also among removed ones. */
  readonly name: string;
  readonly origin: 'file' | 'stored';
  readonly definition: ScheduleDefinition;
  /** Since when the definition holds. */
  readonly editedAt: number;
  /** High-water mark: every slot up to this has been decided. It outlives the records of slots. */
  readonly decidedTo: number;
  readonly paused: SchedulePause | null;
  /** Since when it is gone; its slots stay readable. */
  readonly removedAt: number | null;
  readonly createdAt: number;
  readonly createdBy: string | null;
}

/** What became of a slot, as the store keeps it: one record for each (schedule, slot). */
export interface SlotRecord {
  /** Key of the schedule. */
  readonly schedule: number;
  /** The slot, ms since epoch. */
  readonly at: number;
  /** A record of many slots in a row: the last of them, and how many; else `at` and 1. */
  readonly lastAt: number;
  readonly count: number;
  readonly dueAt: number;
  readonly decidedAt: number;
  readonly state: SlotState;
  readonly reason: SlotReason | null;
  readonly detail: JsonObject | null;
  readonly runs: number;
  readonly attached: number;
  readonly leftOut: number;
  readonly runId: string | null;
  readonly batchId: string | null;
  readonly backfillId: string | null;
}
