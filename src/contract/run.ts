import { z } from 'zod';
import { formWords } from './form-words.ts';
import { runErrorSchema } from './run-error.ts';
import { runStates } from './run-states.ts';

/** Where a run came from. */
export const runSources = ['api', 'amqp', 'schedule', 'exec', 'ui', 'retry', 'fanout'] as const;
export type RunSource = (typeof runSources)[number];

/** An instant on the wire: ISO 8601 in UTC. */
export const instantSchema = z.iso.datetime({ offset: true });
const nullableInstant = instantSchema.nullable();

/** A JSON object; parameters and outputs are such. */
export const jsonObjectSchema = z.record(z.string(), z.unknown());
export type JsonObject = z.infer<typeof jsonObjectSchema>;

/** Public ids of runs; also the form of a foreign producer's `task_id`. */
export const runIdSchema = z
  .string()
  .regex(/^[\w.:-]{1,128}$/, formWords.runId.en)
  .regex(/^(?!\.{1,2}$)/, formWords.dots.en);
export const platformSchema = z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/, formWords.platform.en);
/** In an address or a path `.` and `..` would name the folder or the one above. */
export const shopIdSchema = z
  .string()
  .regex(/^[\p{L}\p{N}_.@-]{1,64}$/u, formWords.shopId.en)
  .regex(/^(?!\.{1,2}$)/, formWords.dots.en);
export const flowNameSchema = z.string().regex(/^[a-z][a-z0-9_.-]{0,63}$/i, formWords.flow.en);
/** Text without control characters. */
export const plainText = /^\P{Cc}*$/u;
/** Text that a list is searched for, found wherever it stands. Control characters, which what is searched holds none of or in another form, are refused. */
export const soughtTextSchema = z.string().min(1).max(200).regex(plainText, formWords.plainText.en);
export const tagSchema = z.string().regex(/^[\p{L}\p{N}_.:=-]{1,64}$/u, formWords.tag.en);

/** What holds a waiting run back: the one full key that it stands under. */
export const blockedBySchema = z.object({
  /** `shop:pdd:1001`, `flow:…`, `platform:…`, `business:…`, `pool:…`. */
  key: z.string(),
  kind: z.enum(['shop', 'flow', 'platform', 'business', 'pool', 'limit']),
  /** `full`: others hold its room; `paused`: a person or a lost login closed it; `no_node`: nothing connected can execute it. */
  reason: z.enum(['full', 'paused', 'no_node']),
  /** A person's or the system's words for a pause. */
  note: z.string().nullable(),
});
export type BlockedBy = z.infer<typeof blockedBySchema>;

/** A run as the API shows it; what is absent is null; times are ISO 8601 UTC. */
export const runSchema = z.object({
  id: z.string(),
  flow: z.string(),
  flowHash: z.string().nullable(),
  platform: z.string().nullable(),
  shopId: z.string().nullable(),
  state: z.enum(runStates),
  code: z.number().int().nullable(),
  error: runErrorSchema.nullable(),
  priority: z.number().int(),
  params: jsonObjectSchema,
  output: jsonObjectSchema.nullable(),
  progress: z.object({ value: z.number(), note: z.string().nullable() }).nullable(),
  tags: z.array(z.string()),
  attempt: z.number().int(),
  failures: z.number().int(),
  maxRetries: z.number().int(),
  dedupeKey: z.string().nullable(),
  source: z.enum(runSources),
  createdBy: z.string().nullable(),
  createdAt: instantSchema,
  dueAt: instantSchema,
  queuedAt: nullableInstant,
  startedAt: nullableInstant,
  endedAt: nullableInstant,
  expiresAt: nullableInstant,
  timeoutSeconds: z.number(),
  blockedBy: blockedBySchema.nullable(),
  nodeId: z.string().nullable(),
  batchId: z.string().nullable(),
  retryOf: z.string().nullable(),
  retriedAs: z.string().nullable(),
  scheduleId: z.string().nullable(),
  slotAt: nullableInstant,
  cancelRequestedAt: nullableInstant,
});
export type Run = z.infer<typeof runSchema>;

/** How an attempt ended. Lost, parked and stopped ones do not count against the allowed retries. */
export const attemptOutcomes = [
  'succeeded',
  'failed',
  'timeout',
  'cancelled',
  'lost',
  'parked',
  'stopped',
  'withdrawn',
] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** One try of a run as the API shows it; a running one has no outcome yet. */
export const attemptSchema = z.object({
  attempt: z.number().int(),
  outcome: z.enum(attemptOutcomes).nullable(),
  code: z.number().int().nullable(),
  error: runErrorSchema.nullable(),
  nodeId: z.string().nullable(),
  startedAt: instantSchema,
  endedAt: nullableInstant,
});
export type Attempt = z.infer<typeof attemptSchema>;
