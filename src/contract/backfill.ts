/** Backfills: slots of the past of one schedule, run now. */
import { z } from 'zod';
import { bulkJobStates } from './dead-letter.ts';
import { pageQueryShape, pageSchema } from './paging.ts';
import { toldErrorShape } from './problem.ts';
import { instantSchema } from './run.ts';
import { runStates } from './run-states.ts';
import { slotReasons, slotStates } from './schedule.ts';
import { scheduleNameSchema } from './schedule-definition.ts';

/** Most slots of one backfill. */
export const maxBackfillSlots = 10_000;

/**
 * Body of `POST /api/schedules/:id/backfill`. The slots are those that the schedule, as it is now, has in `[from, to)`, up to
 * the last one that has been decided; days that its calendars leave out stay out.
 */
export const backfillRequestSchema = z.strictObject({
  from: instantSchema,
  to: instantSchema,
  /** `gaps`: slots that have made no run; `all`: those that have, too. */
  only: z.enum(['gaps', 'all']).default('gaps'),
  /** Also slots that the calendars leave out. */
  ignoreCalendars: z.boolean().default(false),
  /** Only tells what would be done. */
  dryRun: z.boolean().default(false),
  /** Runs made in a second; default 10. */
  ratePerSecond: z.number().min(0.01).max(100).default(10),
  /** Runs of it that may be there without having ended; more are made as these end. */
  atOnce: z.number().int().min(1).max(1000).default(20),
  note: z.string().min(1).max(500).optional(),
});
export type BackfillRequest = z.input<typeof backfillRequestSchema>;
export type ParsedBackfillRequest = z.output<typeof backfillRequestSchema>;

/** A slot of a backfill's range. */
export const backfillSlotSchema = z.object({
  at: instantSchema,
  /** The wall time of the schedule's zone. */
  local: z.string(),
  /** What its record says; null: it has none. */
  state: z.enum(slotStates).nullable(),
  reason: z.enum(slotReasons).nullable(),
  /** Runs that it has made. */
  runs: z.number().int(),
  /** Whether it would be run; if not, it has run already, or a calendar leaves it out. */
  takes: z.boolean(),
  skipped: z.enum(['ran', 'calendar']).nullable(),
});
export type BackfillSlot = z.infer<typeof backfillSlotSchema>;

/** Most slots that a preview shows. */
export const shownBackfillSlots = 500;

/** Answer of a dry run. */
export const backfillPreviewSchema = z.object({
  scheduleId: scheduleNameSchema,
  from: instantSchema,
  /** Where it ends: not after the last slot that has been decided. */
  to: instantSchema,
  only: z.enum(['gaps', 'all']),
  /** Slots in the range, and those among them that would be run, have run, or are left out by a calendar. */
  slots: z.number().int(),
  takes: z.number().int(),
  ran: z.number().int(),
  calendar: z.number().int(),
  /** Shops of each slot; null: it is for none. Runs that would be made at most. */
  shops: z.number().int().nullable(),
  runs: z.number().int(),
  /** Days of the schedule's zone on which slots would be run; the first and the last of these slots, null where there is none. */
  days: z.number().int(),
  first: instantSchema.nullable(),
  last: instantSchema.nullable(),
  /** The first 500, earliest first. */
  items: z.array(backfillSlotSchema),
});
export type BackfillPreview = z.infer<typeof backfillPreviewSchema>;
export const backfillPreviewResponseSchema = z.object({ preview: backfillPreviewSchema });

/** A backfill and how far it is. */
export const backfillSchema = z.object({
  id: z.string(),
  scheduleId: scheduleNameSchema,
  from: instantSchema,
  to: instantSchema,
  only: z.enum(['gaps', 'all']),
  ignoreCalendars: z.boolean(),
  ratePerSecond: z.number(),
  atOnce: z.number().int(),
  note: z.string().nullable(),
  createdBy: z.string().nullable(),
  createdAt: instantSchema,
  /** `cancelled` and `paused` can be resumed; `done`: all its runs are made, not all of them have ended. */
  state: z.enum(bulkJobStates),
  /** Slots in the range; those that were run; those left alone (they have run, or a calendar leaves them out); those that could not be run. */
  total: z.number().int(),
  done: z.number().int(),
  skipped: z.number().int(),
  failed: z.number().int(),
  /** Of its slots. */
  percent: z.number(),
  /** Runs made, and submissions that met a run already there. */
  runs: z.number().int(),
  attached: z.number().int(),
  /** Its runs by state, as far as history keeps them; `liveRuns` have not ended. */
  counts: z.partialRecord(z.enum(runStates), z.number().int()),
  liveRuns: z.number().int(),
  /** The batch of its runs (`/api/batches/:id`); null: it has made none yet. */
  batchId: z.string().nullable(),
  endedAt: instantSchema.nullable(),
  /** The last slots that could not be run. */
  faults: z.array(z.object({ at: instantSchema, ...toldErrorShape })),
});
export type Backfill = z.infer<typeof backfillSchema>;
export const backfillResponseSchema = z.object({ backfill: backfillSchema });
export const backfillPageSchema = pageSchema(backfillSchema);

/** Query of `GET /api/schedules/backfills`, newest first. */
export const backfillListQuerySchema = z.strictObject({
  ...pageQueryShape,
  schedule: scheduleNameSchema.optional(),
});
export type BackfillListQuery = z.output<typeof backfillListQuerySchema>;

export const backfillPathSchema = z.object({ id: z.string().min(1).max(64) });
export const backfillCommands = ['pause', 'resume', 'cancel'] as const;
export const backfillCommandPathSchema = backfillPathSchema.extend({ command: z.enum(backfillCommands) });
/** Body of `POST /api/schedules/backfills/:id/:command`; may be absent. */
export const backfillCommandSchema = z
  .strictObject({
    /** With `cancel`: also cancels those of its runs that have not ended. */
    runs: z.boolean().optional(),
  })
  .nullish();
