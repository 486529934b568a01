import { z } from 'zod';
import { noteSchema } from './dead-letter.ts';
import { formWords } from './form-words.ts';
import { maxOnceKey } from './memory-limits.ts';
import { pageQueryShape, pageSchema } from './paging.ts';
import { instantSchema, runIdSchema } from './run.ts';
import { listed } from './run-list.ts';

/**
 * How a key of `ctx.once` stands until its time is over. `under_way`: an attempt is at it. `unknown`: an attempt began it and
 * ended without a word whether it happened; a person is to say it. `done`: it has happened. `freed`: a person has said that
 * it has not; the next attempt does it.
 */
export const onceKeyStates = ['under_way', 'unknown', 'done', 'freed'] as const;
export type OnceKeyState = (typeof onceKeyStates)[number];

const onceKeyName = z.string().min(1).max(maxOnceKey);

/** What a person has said of a key. */
export const onceSettlementSchema = z.object({
  happened: z.boolean(),
  by: z.string().nullable(),
  at: instantSchema,
  note: z.string().nullable(),
  /** The attempt of whose outcome it was said. */
  runId: runIdSchema,
  attempt: z.number().int(),
});

/** A key of `ctx.once` as the API shows it; its value is for attempts only. */
export const onceKeySchema = z.object({
  key: z.string(),
  state: z.enum(onceKeyStates),
  /** The attempt that began it, and when. */
  runId: z.string(),
  attempt: z.number().int(),
  since: instantSchema,
  /** When its time is over: it is forgotten then. */
  until: instantSchema,
  /** The last that a person said of it, of this attempt or of one before it. */
  settled: onceSettlementSchema.nullable(),
});
export type OnceKey = z.infer<typeof onceKeySchema>;

/** Query of `GET /api/once`, the last begun first. */
export const onceListQuerySchema = z.strictObject({
  ...pageQueryShape,
  /** One or several states, separated by commas. */
  state: z.preprocess(listed, z.array(z.enum(onceKeyStates)).min(1).optional()),
  /** The whole key. */
  key: onceKeyName.optional(),
  /** The run that began it. */
  run: runIdSchema.optional(),
  /** Begun at or after `from` and before `to`. */
  from: instantSchema.optional(),
  to: instantSchema.optional(),
});
export type OnceListQuery = z.output<typeof onceListQuerySchema>;
export const oncePageSchema = pageSchema(onceKeySchema);

/**
 * Body of `POST /api/once/settle`: how the effect of a key came out whose outcome is unknown. `happened: true` keeps `value`
 * (JSON, at most 256 KiB; default null), which later attempts get; `happened: false` lets the next attempt do it.
 */
export const onceSettleRequestSchema = z
  .strictObject({
    key: onceKeyName,
    happened: z.boolean(),
    value: z.unknown().optional(),
    note: noteSchema.optional(),
  })
  .refine((body) => body.happened || body.value === undefined, {
    path: ['value'],
    message: formWords.happenedOnly.en,
  });
export type OnceSettleRequest = z.input<typeof onceSettleRequestSchema>;
export type ParsedOnceSettleRequest = z.output<typeof onceSettleRequestSchema>;
export const onceResponseSchema = z.object({ once: onceKeySchema });
