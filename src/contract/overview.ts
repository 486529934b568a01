import { z } from 'zod';
import { bilingualSchema } from './bilingual.ts';
import { blockedBySchema, instantSchema } from './run.ts';
import { maintenanceSchema } from './system.ts';

/** How many runs ended, and how. */
export const endCountsSchema = z.object({
  total: z.number().int(),
  succeeded: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  expired: z.number().int(),
  /** succeeded / total in %, two decimals, half up; 0 when nothing ended. */
  successRate: z.number(),
});
export type EndCounts = z.infer<typeof endCountsSchema>;

/** What a person should handle, the worst first. */
export const overviewMatterKinds = [
  'no_node',
  'broker',
  'config',
  'clock_back',
  'shops_paused',
  'dead_letters',
  'waiting_long',
  'nodes_offline',
  'maintenance',
] as const;
export const overviewMatterSchema = z.object({
  kind: z.enum(overviewMatterKinds),
  /** `trouble`: work stands still or is lost without a person; `attention`: it may become so. */
  level: z.enum(['trouble', 'attention']),
  /** Letters, waiting runs, shops, nodes, schedules or faults, by its kind. */
  count: z.number().int(),
  since: instantSchema.nullable(),
  /** The letters' cause, the blocker's key, the pause's cause, or names of nodes or schedules. */
  subject: z.string().nullable(),
  /** The cause of letters in both languages: of messages that could not be understood. */
  subjectWords: bilingualSchema.optional(),
  /** A fault's of the configuration is English; `noteWords` has it in both languages. */
  note: z.string().nullable(),
  noteWords: bilingualSchema.optional(),
  /** Shops that it concerns, the first of them; letters: how many there are in `shopCount`. */
  shops: z.array(z.object({ platform: z.string(), id: z.string(), name: z.string().nullable() })),
  shopCount: z.number().int(),
});
export type OverviewMatter = z.infer<typeof overviewMatterSchema>;

/** A day up to the quarter of an hour that it is now, and the whole of it. */
const comparedDaySchema = z.object({ from: instantSchema, soFar: endCountsSchema, whole: endCountsSchema });

/** Answer of `GET /api/overview`; days and hours are those of the server's zone. */
export const overviewSchema = z.object({
  at: instantSchema,
  timezone: z.string(),
  /** All in one look: the worst level of `matters`. */
  level: z.enum(['well', 'attention', 'trouble']),
  matters: z.array(overviewMatterSchema),
  live: z.object({
    running: z.number().int(),
    queued: z.number().int(),
    /** Blocked: held back by a full limit, a pause, or for want of a node. */
    waiting: z.number().int(),
    scheduled: z.number().int(),
    retrying: z.number().int(),
    /** Live runs that have failed at least once. */
    failing: z.number().int(),
  }),
  /** What holds waiting runs back, those with most waiters first. */
  waiting: z.array(blockedBySchema.extend({ waiting: z.number().int(), oldestAt: instantSchema })),
  pausedShops: z.object({
    count: z.number().int(),
    items: z.array(
      z.object({
        platform: z.string(),
        id: z.string(),
        name: z.string().nullable(),
        since: instantSchema,
        by: z.string().nullable(),
        reason: z.string().nullable(),
        cause: z.string(),
      }),
    ),
  }),
  nodes: z.object({
    connected: z.number().int(),
    draining: z.number().int(),
    reconnecting: z.number().int(),
    offline: z.number().int(),
  }),
  /** Of nodes that are there. */
  slots: z.object({ busy: z.number().int(), total: z.number().int() }),
  /** Runs that ended today, and by the hour. */
  today: endCountsSchema.extend({
    from: instantSchema,
    hours: z.array(
      z.object({
        at: instantSchema,
        succeeded: z.number().int(),
        failed: z.number().int(),
        cancelled: z.number().int(),
        expired: z.number().int(),
      }),
    ),
  }),
  yesterday: comparedDaySchema,
  /** The same day a week ago. */
  lastWeek: comparedDaySchema,
  /** Runs that become due within the next hour, the next ones first. */
  nextHour: z.object({
    count: z.number().int(),
    items: z.array(
      z.object({
        runId: z.string(),
        flow: z.string(),
        platform: z.string().nullable(),
        shopId: z.string().nullable(),
        dueAt: instantSchema,
      }),
    ),
    /** Slots of schedules that fire within it, the next ones first; those that will be left out are not among them. */
    fires: z.object({
      count: z.number().int(),
      items: z.array(
        z.object({
          scheduleId: z.string(),
          flow: z.string(),
          at: instantSchema,
          dueAt: instantSchema,
          /** Runs that it makes: one, or one for each shop that its selector names now. */
          runs: z.number().int(),
        }),
      ),
    }),
  }),
  deadLetters: z.object({
    open: z.number().int(),
    /** The largest groups. */
    groups: z.array(
      z.object({
        cause: z.string(),
        words: bilingualSchema.optional(),
        type: z.string(),
        count: z.number().int(),
        shops: z.number().int(),
        flows: z.number().int(),
        firstAt: instantSchema,
        lastAt: instantSchema,
      }),
    ),
  }),
  maintenance: maintenanceSchema.nullable(),
});
export type Overview = z.infer<typeof overviewSchema>;
