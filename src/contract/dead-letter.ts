import { z } from 'zod';
import { bilingualSchema } from './bilingual.ts';
import { formWords } from './form-words.ts';
import { pageQueryShape, pageSchema } from './paging.ts';
import { prioritySchema } from './priority.ts';
import { toldErrorShape } from './problem.ts';
import {
  attemptSchema,
  flowNameSchema,
  instantSchema,
  jsonObjectSchema,
  platformSchema,
  runIdSchema,
  shopIdSchema,
} from './run.ts';
import { listed, shopFilterSchema } from './run-list.ts';
import { deadLetterStates } from './run-states.ts';
import { submitRequestSchema } from './submit.ts';

/** What a person decides about a dead letter. */
export const letterActions = ['retry', 'ignore', 'archive'] as const;
export type LetterAction = (typeof letterActions)[number];

/** A dead letter as the API shows it: a run that failed for good or expired, or a message that nobody understood. */
export const deadLetterSchema = z.object({
  id: z.string(),
  state: z.enum(deadLetterStates),
  at: instantSchema,
  /** What groups are made of: error type and message without what differs from run to run. */
  cause: z.string(),
  type: z.string(),
  /** The error's own message. */
  message: z.string(),
  /** The same in both languages: of a message that could not be understood. */
  words: bilingualSchema.optional(),
  /** The run; null: a message that could not be understood. */
  runId: z.string().nullable(),
  flow: z.string().nullable(),
  platform: z.string().nullable(),
  shopId: z.string().nullable(),
  /** Status code of the run. */
  code: z.number().int().nullable(),
  attempts: z.number().int(),
  batchId: z.string().nullable(),
  /** A person's words at the decision, who decided and when. */
  note: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: instantSchema.nullable(),
  /** The run that took its place. */
  retriedAs: z.string().nullable(),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;

/** The message that a dead letter stands for, as it came. */
export const originalMessageSchema = z.object({
  /** What the run was asked to do; null for a message that could not be understood. */
  params: jsonObjectSchema.nullable(),
  taskType: z.string().nullable(),
  tags: z.array(z.string()),
  dedupeKey: z.string().nullable(),
  /** The raw body of a message that could not be understood; `base64` when it is not UTF-8. */
  body: z.string().nullable(),
  encoding: z.enum(['utf8', 'base64']).nullable(),
  /** What the broker said of it. */
  properties: jsonObjectSchema.nullable(),
});

/** Answer of `GET /api/dead-letters/:id`. */
export const deadLetterDetailSchema = z.object({
  deadLetter: deadLetterSchema,
  original: originalMessageSchema,
  attempts: z.array(attemptSchema),
});
export type DeadLetterDetail = z.infer<typeof deadLetterDetailSchema>;

const filterShape = {
  /** One or several states, separated by commas. */
  state: z.preprocess(listed, z.array(z.enum(deadLetterStates)).min(1).optional()),
  cause: z.string().min(1).max(300).optional(),
  /** Error type, such as EXIT or LOGIN_EXPIRED. */
  type: z
    .string()
    .regex(/^[A-Z_]{1,32}$/, formWords.errorType.en)
    .optional(),
  flow: flowNameSchema.optional(),
  platform: platformSchema.optional(),
  shop: shopFilterSchema.optional(),
  batch: z.string().min(1).max(64).optional(),
  /** Died at or after `from` and before `to`. */
  from: instantSchema.optional(),
  to: instantSchema.optional(),
};

/** Query of `GET /api/dead-letters`, newest first, and of `/groups`, where the state is `open` unless it is given. */
export const deadLetterListQuerySchema = z.strictObject({ ...pageQueryShape, ...filterShape });
export type DeadLetterListQuery = z.output<typeof deadLetterListQuerySchema>;
export const deadLetterPageSchema = pageSchema(deadLetterSchema);

export const deadLetterGroupSchema = z.object({
  cause: z.string(),
  /** The same in both languages: of messages that could not be understood. Groups are asked for by `cause`. */
  words: bilingualSchema.optional(),
  type: z.string(),
  count: z.number().int(),
  shops: z.number().int(),
  flows: z.number().int(),
  firstAt: instantSchema,
  lastAt: instantSchema,
  /** The newest of them. */
  sample: deadLetterSchema,
});
export type DeadLetterGroup = z.infer<typeof deadLetterGroupSchema>;
export const deadLetterGroupPageSchema = pageSchema(deadLetterGroupSchema);

/** A dead letter's id, or its run's. */
export const deadLetterPathSchema = z.object({ id: runIdSchema });
export const deadLetterResponseSchema = z.object({ deadLetter: deadLetterSchema });

/** Longest note, characters. */
export const noteSchema = z.string().min(1).max(1000);

/**
 * Body of `POST /api/dead-letters/:id/retry`; may be absent. `params` replace the old ones. A message that could not be
 * understood needs `request`: what to submit in its place.
 */
export const retryLetterRequestSchema = z.strictObject({
  params: jsonObjectSchema.optional(),
  priority: prioritySchema.optional(),
  request: submitRequestSchema.optional(),
  note: noteSchema.optional(),
});
export type RetryLetterRequest = z.input<typeof retryLetterRequestSchema>;
export type ParsedRetryLetterRequest = z.output<typeof retryLetterRequestSchema>;

/** Body of `POST /api/dead-letters/:id/ignore|archive`; may be absent. */
export const noteRequestSchema = z.strictObject({ note: noteSchema.optional() }).nullish();

/** Most ids that one bulk job takes. */
export const maxBulkIds = 10_000;
/** Fastest rate, items a second. */
export const maxBulkRate = 1000;

/**
 * Body of `POST /api/dead-letters/bulk`: one action on all open dead letters that `filter`, `cause` or `ids` select when
 * it is made.
 */
export const bulkRequestSchema = z
  .strictObject({
    action: z.enum(letterActions),
    filter: z
      .strictObject({
        cause: z.string().min(1).max(300).optional(),
        type: filterShape.type,
        flow: flowNameSchema.optional(),
        platform: platformSchema.optional(),
        shopId: shopIdSchema.optional(),
        batch: z.string().min(1).max(64).optional(),
        from: instantSchema.optional(),
        to: instantSchema.optional(),
      })
      .optional(),
    ids: z.array(runIdSchema).min(1).max(maxBulkIds).optional(),
    cause: z.string().min(1).max(300).optional(),
    /** Default 50 for a retry, else the fastest. */
    ratePerSecond: z.number().min(0.01).max(maxBulkRate).optional(),
    /** For a retry: `mergeParams` is merged into each run's parameters (null removes a member: RFC 7396). */
    edit: z
      .strictObject({ mergeParams: jsonObjectSchema.optional(), priority: prioritySchema.optional() })
      .optional(),
    note: noteSchema.optional(),
  })
  .refine(
    (body) => [body.filter, body.ids, body.cause].filter((one) => one !== undefined).length === 1,
    formWords.lettersMeant.en,
  )
  .refine((body) => body.edit === undefined || body.action === 'retry', {
    path: ['edit'],
    message: formWords.retryOnly.en,
  });
export type BulkRequest = z.input<typeof bulkRequestSchema>;
export type ParsedBulkRequest = z.output<typeof bulkRequestSchema>;

/** How a bulk job stands; `cancelled` and `paused` can be resumed, `done` is the end. */
export const bulkJobStates = ['running', 'paused', 'cancelled', 'done'] as const;
export type BulkJobState = (typeof bulkJobStates)[number];

/** A bulk job as the API shows it. */
export const bulkJobSchema = z.object({
  id: z.string(),
  /** Dead letters, or runs (`POST /api/runs/bulk`). */
  subject: z.enum(['dead_letters', 'runs']),
  action: z.enum([...letterActions, 'cancel']),
  state: z.enum(bulkJobStates),
  ratePerSecond: z.number(),
  /** Open letters, or runs, selected when it was made. */
  total: z.number().int(),
  done: z.number().int(),
  failed: z.number().int(),
  /** Selected ones that somebody else had settled, or that had ended or begun, before their turn; known at the end. */
  skipped: z.number().int(),
  percent: z.number(),
  /** The last of its failures, by the letter's or run's id; they are as they were. */
  faults: z.array(z.object({ id: z.string(), ...toldErrorShape })),
  note: z.string().nullable(),
  createdBy: z.string().nullable(),
  createdAt: instantSchema,
  endedAt: instantSchema.nullable(),
});
export type BulkJob = z.infer<typeof bulkJobSchema>;

export const bulkJobResponseSchema = z.object({ job: bulkJobSchema });
export const bulkJobPageSchema = pageSchema(bulkJobSchema);
export const bulkJobListQuerySchema = z.strictObject({ ...pageQueryShape });
export const bulkJobPathSchema = z.object({ id: z.string().min(1).max(64) });
export const bulkJobCommandPathSchema = bulkJobPathSchema.extend({
  command: z.enum(['pause', 'resume', 'cancel']),
});
