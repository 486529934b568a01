import { z } from 'zod';
import { formWords } from './form-words.ts';
import { logLineSchema } from './link.ts';
import { instantSchema } from './run.ts';

/** Most lines of one answer, and most found ones. */
export const maxLogLines = 2000;
export const maxFoundLines = 5000;

/**
 * Query of `GET /api/runs/:id/logs/lines`: lines by their numbers, from 1. Without `from` and `at` the last ones; `attempt`
 * as for the log.
 */
export const logLinesQuerySchema = z.strictObject({
  attempt: z.coerce.number().int().min(1).optional(),
  /** Number of the first line. */
  from: z.coerce.number().int().min(1).optional(),
  /** In place of `from`: begins with the first line at or after this instant. */
  at: instantSchema.optional(),
  count: z.coerce.number().int().min(1).max(maxLogLines).default(500),
});
export type LogLinesQuery = z.output<typeof logLinesQuerySchema>;

/** Answer of `GET /api/runs/:id/logs/lines`. */
export const logLinesSchema = z.object({
  attempt: z.number().int(),
  /** Number of the first of `lines`; behind the last one where there are none. */
  from: z.number().int(),
  /** `[ms, stream, text]` each. */
  lines: z.array(logLineSchema),
  /** Lines of the attempt's log, and the bytes that they take: following goes on from there (`from` of the log). */
  total: z.number().int(),
  bytes: z.number().int(),
});
export type LogLines = z.infer<typeof logLinesSchema>;

/** Query of `GET /api/runs/:id/logs/search`: exactly one of `text` and `errors`. */
export const logSearchQuerySchema = z
  .strictObject({
    attempt: z.coerce.number().int().min(1).optional(),
    /** Found wherever it stands in a line, in any case. */
    text: z.string().min(1).max(200).optional(),
    /** Lines that tell of an error; where no line does, those of stderr. */
    errors: z.literal('1').optional(),
  })
  .refine(({ text, errors }) => (text === undefined) !== (errors === undefined), formWords.linesMeant.en);

/** Answer of `GET /api/runs/:id/logs/search`. */
export const logSearchSchema = z.object({
  attempt: z.number().int(),
  /** Numbers of the lines, ascending. */
  lines: z.array(z.number().int()),
  /** There are more of them. */
  more: z.boolean(),
  total: z.number().int(),
});
export type LogSearch = z.infer<typeof logSearchSchema>;
