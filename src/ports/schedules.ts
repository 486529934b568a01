import type { RunState } from '../contract/run-states.ts';
import type { SlotResult, SlotState } from '../contract/schedule.ts';
import type { BackfillProgress, BackfillRecord, FanOutRecord } from '../domain/schedule/backfill-record.ts';
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
  /** Durations of the last successful runs of each of these schedules, ms, at most `each`; those without any are left out. */
  scheduleDurations(
    names: readonly string[],
    each: number,
  ): Promise<Readonly<Record<string, readonly number[]>>>;
  /** What records say of a schedule's slots in `[from, to)`, earliest first. */
  slotStands(schedule: number, from: number, to: number, limit: number): Promise<SlotStand[]>;
  backfill(id: string): Promise<BackfillView | undefined>;
  /** Newest first; of one schedule, or of all. */
  backfills(schedule: number | null, limit: number, cursor: string | null): Promise<Page<BackfillView>>;
}

/** A slot's record in short. */
export type SlotStand = Pick<
  SlotRecord,
  'at' | 'lastAt' | 'dueAt' | 'state' | 'reason' | 'detail' | 'runs' | 'attached'
>;

/** A backfill with how its runs stand. */
export interface BackfillView {
  readonly backfill: BackfillRecord;
  readonly counts: Readonly<Partial<Record<RunState, number>>>;
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
  /** The record of this slot: its own, or one of many in a row that it is among. */
  slotRecord(schedule: number, at: number): Promise<SlotRecord | undefined>;
  /** The schedule's earliest slot that has a record, those apart that only a backfill made; null: none. */
  firstSlotAt(schedule: number): Promise<number | null>;
  /** Writes what has changed of a slot's record, found by its schedule and `at`. */
  updateSlot(slot: SlotRecord): Promise<void>;
  /** A record of many slots in a row, found by its `at`, stands for one less, and begins at `from`; without any left it goes. */
  takeFromGathered(schedule: number, at: number, from: number): Promise<void>;
  /** Runs of the schedule that have not ended: in this shop, or those in none. */
  liveRunsOfSchedule(
    name: string,
    shop: { readonly platform: string; readonly id: string } | null,
  ): Promise<LiveScheduleRun[]>;
  /** Deletes records of slots from before that were also decided before, with their alerts, and backfills that ended before; at most `limit` of each; returns how many it did. */
  pruneSlots(before: number, limit: number): Promise<number>;

  /** Slots whose shops do not all have their runs yet. */
  fanOuts(): Promise<FanOutRecord[]>;
  fanOut(schedule: number, at: number): Promise<FanOutRecord | undefined>;
  /** Inserts or replaces. */
  putFanOut(fanOut: FanOutRecord): Promise<void>;
  deleteFanOut(schedule: number, at: number): Promise<void>;

  insertBackfill(backfill: BackfillRecord): Promise<void>;
  backfillById(id: string): Promise<BackfillRecord | undefined>;
  runningBackfills(): Promise<BackfillRecord[]>;
  updateBackfill(id: string, progress: BackfillProgress): Promise<void>;
  /** How many runs of a batch have not ended. */
  liveRunsInBatch(id: string): Promise<number>;
}
