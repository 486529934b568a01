import { z } from 'zod';
import { alarmRules } from './alarm-event.ts';
import { bilingualSchema } from './bilingual.ts';
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
      /** Records of schedules' slots, and backfills. */
      slots: z.number().int(),
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

/** A queue of the broker. Rates are per second; null: not known (yet). */
export const brokerQueueSchema = z.object({
  name: z.string(),
  /** `due`: tasks whose delay passed while no server ran; `foreign`: a foreign producer's own queue, drained as intake. */
  kind: z.enum(['intake', 'due', 'dispatch', 'dead', 'foreign']),
  ready: z.number().int(),
  unacknowledged: z.number().int(),
  publishRate: z.number().nullable(),
  deliverRate: z.number().nullable(),
  ackRate: z.number().nullable(),
  consumers: z.number().int(),
  /** Since when the oldest message has been there, as far as is known. */
  oldestAt: instantSchema.nullable(),
});

/** What worries about the broker and its queues now. */
export const brokerAlarmSchema = z.object({
  rule: z.enum(alarmRules),
  /** null: the broker as a whole. */
  queue: z.string().nullable(),
  since: instantSchema,
  /** Messages, seconds, or messages per second, by the rule. */
  value: z.number().nullable(),
  threshold: z.number().nullable(),
  /** The broker's words, where it has some. */
  detail: z.string().nullable(),
  /** What it says, in a sentence. */
  words: bilingualSchema,
});

/** The broker beneath. */
export const brokerStateSchema = z.object({
  kind: z.enum(['embedded', 'rabbitmq']),
  ok: z.boolean(),
  detail: z.string(),
  /** When its queues were read; null: they can't be read now, or it has none. */
  readAt: instantSchema.nullable(),
  /** With `declares` there is no management API: rates and what is unacknowledged are those of this server alone. */
  source: z.enum(['management', 'declares']).nullable(),
  queues: z.array(brokerQueueSchema),
  alarms: z.array(brokerAlarmSchema),
});
export type BrokerState = z.infer<typeof brokerStateSchema>;

export const queuesResponseSchema = z.object({
  items: z.array(poolQueueSchema),
  nextCursor: z.null(),
  broker: brokerStateSchema,
});
export type QueuesResponse = z.infer<typeof queuesResponseSchema>;
