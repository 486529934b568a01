import type { BulkJobState } from '../../contract/dead-letter.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import type { ToldError } from '../drover-error.ts';

/** A shop as a place in the order of shops: by platform, then id. */
export interface ShopPlace {
  readonly platform: string;
  readonly id: string;
}

/** A slot of a backfill that could not be run. */
export interface BackfillFault extends ToldError {
  /** ms since epoch. */
  readonly at: number;
}

/** A backfill as the store keeps it; instants are ms since epoch. Its runs are the batch of its id. */
export interface BackfillRecord {
  readonly id: string;
  /** Key and name of the schedule. */
  readonly schedule: number;
  readonly scheduleName: string;
  /** The schedule as it was when the backfill was made: edits since then change nothing of it. */
  readonly definition: ScheduleDefinition;
  /** Slots in `[from, to)`. */
  readonly from: number;
  readonly to: number;
  readonly only: 'gaps' | 'all';
  readonly ignoreCalendars: boolean;
  readonly ratePerSecond: number;
  readonly atOnce: number;
  readonly note: string | null;
  readonly createdBy: string | null;
  readonly createdAt: number;
  /** Slots in its range. */
  readonly total: number;
  readonly state: BulkJobState;
  /** Slots that were run, that were left alone, and that could not be run. */
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly runs: number;
  readonly attached: number;
  /** Every slot up to this has been dealt with. */
  readonly cursor: number;
  /** The slot after `cursor` has been begun: its shops up to this one have their runs. */
  readonly shop: ShopPlace | null;
  readonly endedAt: number | null;
  /** The last of its faults, at most `keptFaults`. */
  readonly faults: readonly BackfillFault[];
}

/** What changes while a backfill works. */
export type BackfillProgress = Pick<
  BackfillRecord,
  'state' | 'done' | 'skipped' | 'failed' | 'runs' | 'attached' | 'cursor' | 'shop' | 'endedAt' | 'faults'
>;

/** What is left to do of a slot that is for more shops than one transaction takes. */
export interface FanOutRecord {
  /** Key and name of the schedule. */
  readonly schedule: number;
  readonly scheduleName: string;
  /** The slot, ms since epoch. */
  readonly at: number;
  /** The schedule as it was when the slot came. */
  readonly definition: ScheduleDefinition;
  /** The slot was missed, and is run afterwards. */
  readonly missed: boolean;
  readonly batchId: string;
  /** Shops up to this one have been dealt with. */
  readonly shop: ShopPlace;
}
