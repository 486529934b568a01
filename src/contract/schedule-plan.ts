/** What fires when, over all schedules: `GET /api/schedules/plan`. */
import { z } from 'zod';
import { bilingualSchema } from './bilingual.ts';
import { pageQueryShape } from './paging.ts';
import { flowNameSchema, instantSchema, soughtTextSchema, tagSchema } from './run.ts';
import { fireSchema, scheduleStates } from './schedule.ts';
import { scheduleNameSchema } from './schedule-definition.ts';

/** The longest range of a plan, days: a week, and the day on which it begins. */
export const maxPlanDays = 8;

/** Query of `GET /api/schedules/plan`. Totals and peaks are of all schedules that fit; `items` is a page of them. */
export const planQuerySchema = z.strictObject({
  ...pageQueryShape,
  /** Default: the beginning of today in the installation's zone. */
  from: instantSchema.optional(),
  /** Not itself in the plan; at most 8 days after `from`. Default: a day after it. */
  to: instantSchema.optional(),
  flow: flowNameSchema.optional(),
  tag: tagSchema.optional(),
  /** Found in name, flow or description. */
  text: soughtTextSchema.optional(),
  /** How many of its slots each schedule is shown with; default 10. */
  fires: z.coerce.number().int().min(0).max(100).default(10),
});
export type PlanQuery = z.output<typeof planQuerySchema>;

/** A slot of a plan; one that is over has `runs`, how many it made, or why it made none. */
const planFireSchema = fireSchema.extend({ runs: z.number().int().optional() });
export type PlanFire = z.infer<typeof planFireSchema>;

/** Part of a plan's range, all of equal length, seamless. What is over is as slots' records say, the rest as timetables do. */
const planBucketSchema = z.object({
  at: instantSchema,
  /** Slots that ran or will, runs that these made or will, and slots that did not run or will not. */
  slots: z.number().int(),
  runs: z.number().int(),
  skipped: z.number().int(),
  /** Places on nodes that these runs are expected to need, on average over the bucket; those of unknown duration left out. */
  busy: z.number(),
  /** `over`: more than the nodes have now; `high`: far more than usual in this plan. */
  peak: z.enum(['over', 'high']).nullable(),
});

/** A schedule in a plan. */
const planItemSchema = z.object({
  scheduleId: scheduleNameSchema,
  flow: z.string(),
  state: z.enum(scheduleStates),
  zone: z.string(),
  /** When it fires. */
  words: bilingualSchema,
  /** Runs that a slot to come makes: one, or one for each shop that its selector names now. */
  runsPerSlot: z.number().int(),
  /** How long a run is expected to take, from its last successful ones, else from those of its flow; null: unknown. */
  durationSeconds: z.number().nullable(),
  /** Slots in the range, those among them that did not run or will not, and those of both kinds with their runs by bucket, where there are any. */
  slots: z.number().int(),
  skipped: z.number().int(),
  cells: z.array(
    z.object({
      ...{ bucket: z.number().int(), slots: z.number().int(), skipped: z.number().int() },
      runs: z.number().int(),
    }),
  ),
  /** The first of its slots. */
  fires: z.array(planFireSchema),
  /** False: it has so many slots that the later ones were not looked at. */
  complete: z.boolean(),
});
export type PlanItem = z.infer<typeof planItemSchema>;

export const planSchema = z.object({
  from: instantSchema,
  to: instantSchema,
  /** The installation's zone. */
  zone: z.string(),
  bucketSeconds: z.number().int(),
  buckets: z.array(planBucketSchema),
  /** Places on the nodes that are connected now. */
  capacity: z.number().int(),
  /** Buckets in a row that are peaks, with the most that is expected of them. */
  peaks: z.array(
    z.object({
      from: instantSchema,
      to: instantSchema,
      kind: z.enum(['over', 'high']),
      runs: z.number().int(),
      busy: z.number(),
      /** Schedules that have most runs in it, at most 5. */
      schedules: z.array(scheduleNameSchema),
    }),
  ),
  totals: z.object({
    schedules: z.number().int(),
    slots: z.number().int(),
    runs: z.number().int(),
    skipped: z.number().int(),
  }),
  /** False: some schedules have so many slots that not all were looked at; ask for a shorter range. */
  complete: z.boolean(),
  /** By name; those with slots in the range. */
  items: z.array(planItemSchema),
  nextCursor: z.string().nullable(),
});
export type Plan = z.infer<typeof planSchema>;
