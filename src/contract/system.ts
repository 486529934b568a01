import { z } from 'zod';
import { blockedBySchema, instantSchema } from './run.ts';
import { deadLetterStates, runStates } from './run-states.ts';

/** Maintenance mode: submissions are taken, what runs goes on, nothing new starts. */
export const maintenanceSchema = z.object({
  since: instantSchema,
  by: z.string().nullable(),
  note: z.string().nullable(),
});
export type Maintenance = z.infer<typeof maintenanceSchema>;

/** Answer of `GET /api/system`. */
export const systemSchema = z.object({
  version: z.string(),
  pid: z.number().int(),
  startedAt: instantSchema,
  /** Null: off. */
  maintenance: maintenanceSchema.nullable(),
  /** Live runs by state. */
  runs: z.partialRecord(z.enum(runStates), z.number().int()),
  deadLetters: z.partialRecord(z.enum(deadLetterStates), z.number().int()),
  /** What is kept: days of history, number of ended runs, days of logs. */
  retention: z.object({ days: z.number(), runs: z.number(), blobDays: z.number() }),
  /** What the pruner removed last; null: not yet since this server started. */
  lastPruning: z
    .object({
      at: instantSchema,
      runs: z.number().int(),
      logs: z.number().int(),
      idempotencyKeys: z.number().int(),
      records: z.number().int(),
    })
    .nullable(),
});
export type System = z.infer<typeof systemSchema>;

/** Body of `POST /api/system/maintenance`. */
export const maintenanceRequestSchema = z.strictObject({
  on: z.boolean(),
  note: z.string().min(1).max(500).optional(),
});
export const maintenanceResponseSchema = z.object({ maintenance: maintenanceSchema.nullable() });

/** Body of `POST /api/system/stop-all`: without `confirm` nothing is stopped; the answer says what would be. */
export const stopAllRequestSchema = z
  .strictObject({ confirm: z.string().min(1).max(64).optional() })
  .nullish();
/** What would be stopped, and what to send as `confirm` before `expiresAt`. */
export const stopAllAskedSchema = z.object({
  waiting: z.number().int(),
  running: z.number().int(),
  confirm: z.string(),
  expiresAt: instantSchema,
});
/** How many were cancelled at once, and how many are being stopped. */
export const stopAllDoneSchema = z.object({ cancelled: z.number().int(), stopping: z.number().int() });
export type StopAllAsked = z.infer<typeof stopAllAskedSchema>;
export type StopAllDone = z.infer<typeof stopAllDoneSchema>;

/** Answer of `GET /api/queues`: live runs by pool, and what holds the waiting ones back. */
export const poolQueueSchema = z.object({
  pool: z.string(),
  running: z.number().int(),
  queued: z.number().int(),
  oldestQueuedAt: instantSchema.nullable(),
  waiting: z.number().int(),
  oldestWaitingAt: instantSchema.nullable(),
  /** Those with most waiters first. */
  blockers: z.array(blockedBySchema.extend({ waiting: z.number().int(), oldestAt: instantSchema })),
});
export type PoolQueue = z.infer<typeof poolQueueSchema>;
export const queuesResponseSchema = z.object({ items: z.array(poolQueueSchema), nextCursor: z.null() });
