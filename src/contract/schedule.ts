import { z } from 'zod';
import { bilingualSchema } from './bilingual.ts';
import { pageQueryShape, pageSchema } from './paging.ts';
import {
  flowNameSchema,
  instantSchema,
  jsonObjectSchema,
  runSchema,
  soughtTextSchema,
  tagSchema,
} from './run.ts';
import { runStates } from './run-states.ts';
import {
  calendarNameSchema,
  momentSchema,
  scheduleDefinitionSchema,
  scheduleNameSchema,
} from './schedule-definition.ts';

/** What became of a slot: its runs were made; left out, and why; nobody was there, and what was done; it could not be served. */
export const slotStates = ['ran', 'skipped', 'missed', 'failed'] as const;
export type SlotState = (typeof slotStates)[number];

/** Why a slot is not simply `ran`, or with `missed` what the policy did. */
export const slotReasons = [
  /** Skipped: the schedule was paused; a calendar forbids it; its last run is still there; one waits already; no shop fits. */
  ...(['paused', 'calendar', 'overlap', 'one_waits', 'no_shops'] as const),
  /** Missed: run afterwards; a later one ran instead; older than the catch-up window; the policy is to skip; the entry was edited meanwhile. */
  ...(['caught_up', 'superseded', 'too_old', 'policy_skip', 'edited'] as const),
  /** Failed: there is no such flow; it could not be submitted. */
  ...(['unknown_flow', 'refused'] as const),
  /** Ran: by a backfill, where no record had been. */
  'backfill',
] as const;
export type SlotReason = (typeof slotReasons)[number];

/** How the runs of a slot stand together; null: it has none, or they have been removed with the old history. */
export const slotResults = ['waiting', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type SlotResult = (typeof slotResults)[number];

/** A slot's record. */
export const slotSchema = z.object({
  scheduleId: scheduleNameSchema,
  /** The slot: what cron says. */
  at: instantSchema,
  /** When it was to be served: later by the jitter. */
  dueAt: instantSchema,
  state: z.enum(slotStates),
  reason: z.enum(slotReasons).nullable(),
  /**
   * Of a calendar `{calendar, kind, name}`, of a pause `{by, note}`, of an overlap `{runId}`, of a failure `{code, message}`;
   * with them `{refused, message, words}`: for how many shops the run was refused, and why; `{sharedKey}`: how many shops have
   * no run of their own, since their business key is another shop's; `{unknown, unknownShops}`: how many ids of the selector no
   * shop had, and the first of them.
   */
  detail: jsonObjectSchema.nullable(),
  /** Why, in a sentence. */
  words: bilingualSchema,
  /** How long after `dueAt` it was served, ms; null where nothing was to be. */
  lateMs: z.number().int().nullable(),
  decidedAt: instantSchema,
  /** Runs that it made, submissions that met runs already there, and shops left out since their last run was still there. */
  runs: z.number().int(),
  attached: z.number().int(),
  leftOut: z.number().int(),
  result: z.enum(slotResults).nullable(),
  /** Its runs by state, as far as history keeps them. */
  counts: z.partialRecord(z.enum(runStates), z.number().int()),
  /** Its run where it made one; its batch where it made several. */
  runId: z.string().nullable(),
  batchId: z.string().nullable(),
  /** The backfill that served it. */
  backfillId: z.string().nullable(),
  /** A record of many slots in a row (after a long absence): how many, and the last. */
  count: z.number().int(),
  lastAt: instantSchema,
});
export type Slot = z.infer<typeof slotSchema>;

/** Why a calendar lets a slot not through. */
export const skippedSchema = z.object({
  reason: z.enum(slotReasons),
  detail: jsonObjectSchema.nullable(),
  words: bilingualSchema,
});

/** A slot to come. */
export const fireSchema = z.object({
  at: instantSchema,
  /** Later by the jitter; absent in previews without one. */
  dueAt: instantSchema,
  /** The wall time of the zone, `2026-11-29 00:05:00`. */
  local: z.string(),
  /** Set when it will not run, as things stand now. */
  skipped: skippedSchema.optional(),
});
export type Fire = z.infer<typeof fireSchema>;

export const scheduleStates = ['active', 'paused', 'disabled', 'ended'] as const;
export type ScheduleState = (typeof scheduleStates)[number];

/** A schedule as the API shows it. */
export const scheduleSchema = scheduleDefinitionSchema.extend({
  /** Its name. */
  id: scheduleNameSchema,
  /** `file`: of the configuration file, changed there; `stored`: made through the API. */
  origin: z.enum(['file', 'stored']),
  state: z.enum(scheduleStates),
  paused: z.object({ at: instantSchema, by: z.string().nullable(), note: z.string().nullable() }).nullable(),
  /** The zone that holds for it. */
  zone: z.string(),
  /** When it fires. */
  words: bilingualSchema,
  /** The next slots, soonest first. */
  next: z.array(fireSchema),
  /** The last slots, newest first. */
  lastSlots: z.array(slotSchema),
  /** Its runs that have not ended. */
  liveRuns: z.number().int(),
  /** What needs a person: an unknown flow or shop, a calendar without this year's holidays, runs of several shops that would be one, … */
  warnings: z.array(z.object({ code: z.string(), words: bilingualSchema })),
  /** Since when it is as it is. */
  editedAt: instantSchema,
  createdAt: instantSchema,
  createdBy: z.string().nullable(),
});
export type Schedule = z.infer<typeof scheduleSchema>;

/** Query of `GET /api/schedules`; by name. */
export const scheduleListQuerySchema = z.strictObject({
  ...pageQueryShape,
  flow: flowNameSchema.optional(),
  tag: tagSchema.optional(),
  origin: z.enum(['file', 'stored']).optional(),
  state: z.enum(scheduleStates).optional(),
  /** Found in name, flow or description. */
  text: soughtTextSchema.optional(),
  /** How many last slots each has; default 14. */
  slots: z.coerce.number().int().min(0).max(50).default(14),
  /** How many next slots; default 3. */
  next: z.coerce.number().int().min(0).max(20).default(3),
});
export type ScheduleListQuery = z.output<typeof scheduleListQuerySchema>;
export const schedulePageSchema = pageSchema(scheduleSchema);
export const scheduleResponseSchema = z.object({ schedule: scheduleSchema });

/** Members of a schedule as people write it; what is left out has its default. */
const written = scheduleDefinitionSchema.omit({ name: true }).partial().required({ flow: true });

/** Body of `POST /api/schedules`: a stored one. */
export const scheduleCreateSchema = z.strictObject({ name: scheduleNameSchema, ...written.shape });
export type ScheduleCreate = z.input<typeof scheduleCreateSchema>;
/** Body of `PUT /api/schedules/:id`: the whole of it, apart from its name. */
export const schedulePutSchema = z.strictObject(written.shape);
export type SchedulePut = z.input<typeof schedulePutSchema>;

export const schedulePathSchema = z.object({ id: scheduleNameSchema });
export const slotPathSchema = z.object({ id: scheduleNameSchema, at: instantSchema });

/** Body of pause; may be absent. */
export const schedulePauseSchema = z.strictObject({ note: z.string().min(1).max(500).optional() }).nullish();

/** Body of `POST /api/schedules/:id/run`: runs it now, beside its slots; may be absent. */
export const scheduleRunSchema = z
  .strictObject({
    /** Put over the schedule's parameters. */
    params: jsonObjectSchema.optional(),
    /** The instant that templates of the slot are filled with; default now. */
    slotAt: instantSchema.optional(),
  })
  .nullish();
export type ScheduleRun = z.input<typeof scheduleRunSchema>;
export const scheduleRunResponseSchema = z.object({
  /** Runs made, and runs met that were already there. */
  runs: z.array(runSchema),
  batchId: z.string().nullable(),
  refused: z.array(
    z.object({
      platform: z.string().nullable(),
      shopId: z.string().nullable(),
      message: z.string(),
      words: bilingualSchema.optional(),
    }),
  ),
});
export type ScheduleRunResponse = z.infer<typeof scheduleRunResponseSchema>;

/** Query of `GET /api/schedules/:id/slots`, newest first, and of `GET /api/schedules/slots`, over all schedules. */
export const slotListQuerySchema = z.strictObject({
  ...pageQueryShape,
  /** States, separated by commas; `late` too: ran more than a minute after they were due. */
  state: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum([...slotStates, 'late'])).min(1))
    .optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
});
export type SlotListQuery = z.output<typeof slotListQuerySchema>;
export const slotPageSchema = pageSchema(slotSchema);
export const slotResponseSchema = z.object({ slot: slotSchema });

/** Why an instant is, was or will be a slot of a schedule, or is none: `GET /api/schedules/:id/slots/:at/why`. */
export const slotWhySchema = z.object({
  scheduleId: scheduleNameSchema,
  at: instantSchema,
  /**
   * `decided`: it has a record; `coming`; `before`: the schedule was not yet as it is now; `removed`: its record has gone
   * with the old history; `off`: the schedule is switched off; `none`: the schedule does not fire then.
   */
  kind: z.enum(['decided', 'coming', 'before', 'removed', 'off', 'none']),
  words: bilingualSchema,
  /** Its record. */
  slot: slotSchema.nullable(),
  /** What is to come of it. */
  fire: fireSchema.nullable(),
  /** The next slot after it. */
  next: instantSchema.nullable(),
});
export type SlotWhy = z.infer<typeof slotWhySchema>;

/** Query of `GET /api/schedules/preview`: of an expression, of a step, or of a schedule that there is. */
export const previewQuerySchema = z.strictObject({
  cron: z.string().min(1).max(200).optional(),
  /** Seconds. */
  every: z.coerce.number().min(1).optional(),
  schedule: scheduleNameSchema.optional(),
  timezone: z.string().min(1).max(64).optional(),
  from: instantSchema.optional(),
  count: z.coerce.number().int().min(1).max(500).default(10),
  /** Names of calendars, separated by commas. */
  calendar: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(calendarNameSchema).max(20))
    .optional(),
  startAt: momentSchema.optional(),
  endAt: momentSchema.optional(),
});
export type PreviewQuery = z.output<typeof previewQuerySchema>;
export const previewSchema = z.object({
  items: z.array(fireSchema),
  zone: z.string(),
  words: bilingualSchema,
});
export type Preview = z.infer<typeof previewSchema>;
