import type { RunState } from '../contract/run-states.ts';
import type { SlotResult, SlotState } from '../contract/schedule.ts';
import type { ScheduleRecord, SlotRecord } from '../domain/schedule/schedule-record.ts';
import type { Page } from './page.ts';

/** A run of a schedule that has not ended. */
export interface LiveScheduleRun {
  readonly seq: number;
  readonly id: string;
  readonly state: RunState;
  readonly attempt: number;
  readonly platform: string | null;
  readonly shopId: string | null;
}

/** A slot with how its runs stand. */
export interface SlotView {
  readonly slot: SlotRecord;
  /** Name of its schedule. */
  readonly schedule: string;
  readonly counts: Readonly<Partial<Record<RunState, number>>>;
  readonly result: SlotResult | null;
}

export interface SlotFilter {
  /** Key of the schedule; absent: all. */
  readonly schedule?: number;
  readonly states?: readonly SlotState[];
  /** Also those that ran more than this late, ms. */
  readonly lateMs?: number;
  /** Slots in `[from, to)`. */
  readonly from?: number;
  readonly to?: number;
}

export interface ScheduleReads {
  /** Newest first. */
  slots(filter: SlotFilter, limit: number, cursor: string | null): Promise<Page<SlotView>>;
  /** The latest slots of each of these schedules, newest first. */
  lastSlots(schedules: readonly number[], each: number): Promise<SlotView[]>;
  slot(schedule: number, at: number): Promise<SlotView | undefined>;
  /** How many runs of each of these schedules have not ended, by name. */
  liveRunCounts(names: readonly string[]): Promise<Readonly<Record<string, number>>>;
}

export interface ScheduleTx {
  /** All, removed ones too. */
  schedules(): Promise<ScheduleRecord[]>;
  /** Inserts (key 0) or replaces a schedule's row, the high-water mark left as it is where there is one; returns its key. */
  putSchedule(schedule: ScheduleRecord): Promise<number>;
  /** Moves the high-water mark if it stands where it was read; tells whether it did. */
  moveDecidedTo(key: number, from: number, to: number): Promise<boolean>;
  /** Inserts the slot's record; false when there is one already. */
  insertSlot(slot: SlotRecord): Promise<boolean>;
  slotRecord(schedule: number, at: number): Promise<SlotRecord | undefined>;
  /** Puts what a backfill did into a slot's record. */
  backfillSlot(
    schedule: number,
    at: number,
    did: Pick<SlotRecord, 'backfillId' | 'runs' | 'attached' | 'runId' | 'batchId'>,
  ): Promise<void>;
  liveRunsOfSchedule(name: string): Promise<LiveScheduleRun[]>;
  /** Deletes records of slots from before; at most `limit`; returns how many it did. */
  pruneSlots(before: number, limit: number): Promise<number>;
}
