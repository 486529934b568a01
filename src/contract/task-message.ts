import { z } from 'zod';
import { jsonObjectSchema, runIdSchema, tagSchema } from './run.ts';
import { onDuplicateModes, submitRequestSchema } from './submit.ts';

/** A whole or decimal number, also as text, as loosely typed producers send it. */
const number = z.preprocess(
  (value) => (typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value),
  z.number('must be a number'),
);
const seconds = number.pipe(
  z
    .number()
    .min(0)
    .max(400 * 24 * 3600, 'must be at most 400 days'),
);
const count = number.pipe(z.number().int('must be a whole number').min(0).max(100));
/** Text, or a number that stands for one. */
const word = z.union([z.string(), z.number().transform(String)], 'must be text');
const instant = z.union([z.string(), z.number()], 'must be a time');

/**
 * The body of a task message: UTF-8 JSON, as foreign producers publish it to the task exchange. Null counts as absent;
 * members that are not named here are allowed and left out. Times without a zone are in DROVER_TIMEZONE.
 */
export const taskMessageSchema = z.object({
  task_id: word.pipe(runIdSchema),
  shop_id: word.nullish(),
  platform: z.string().nullish(),
  task_type: z.string().nullish(),
  payload: jsonObjectSchema.nullish(),
  /** `high|normal|low`, or 0–9 with 9 the most urgent. */
  priority: z.union([z.string(), z.number()]).nullish(),
  created_at: instant.nullish(),
  /** Failures so far. */
  retry_count: count.nullish(),
  max_retries: count.nullish(),
  flow: z.string().nullish(),
  delay_seconds: seconds.nullish(),
  run_at: instant.nullish(),
  dedupe_key: word.nullish(),
  on_duplicate: z.enum(onDuplicateModes).nullish(),
  timeout_seconds: seconds.nullish(),
  expires_in_seconds: seconds.nullish(),
  tags: z.array(tagSchema).max(32).nullish(),
});
export type TaskMessageBody = z.output<typeof taskMessageSchema>;

/** What a task message asks for has the form of a submission. */
export const taskRequestSchema = submitRequestSchema;
