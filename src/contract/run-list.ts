import { z } from 'zod';
import { formWords } from './form-words.ts';
import { pageQueryShape, pageSchema } from './paging.ts';
import {
  attemptSchema,
  flowNameSchema,
  instantSchema,
  platformSchema,
  runSchema,
  shopIdSchema,
  soughtTextSchema,
  tagSchema,
} from './run.ts';
import { runStates } from './run-states.ts';

/** One value, several separated by commas, or the name given several times. */
export const listed = (value: unknown): unknown => {
  if (value === undefined) return undefined;
  const texts: unknown[] = Array.isArray(value) ? value : [value];
  return texts
    .flatMap((text) => (typeof text === 'string' ? text.split(',') : [text]))
    .map((text) => (typeof text === 'string' ? text.trim() : text));
};

/** `1001`, or `pdd:1001` with its platform. */
export const shopFilterSchema = z.string().transform((text, context) => {
  const cut = text.indexOf(':');
  const platform = cut < 0 ? undefined : platformSchema.safeParse(text.slice(0, cut));
  const shopId = shopIdSchema.safeParse(text.slice(cut + 1));
  if (shopId.success && platform?.success !== false) return { platform: platform?.data, shopId: shopId.data };
  context.addIssue(formWords.shop.en);
  return z.NEVER;
});

/** Query of `GET /api/runs`; all given filters must hold; newest first. */
export const runListQuerySchema = z.strictObject({
  ...pageQueryShape,
  /** One or several states, separated by commas. */
  state: z.preprocess(listed, z.array(z.enum(runStates)).min(1).optional()),
  flow: flowNameSchema.optional(),
  platform: platformSchema.optional(),
  shop: shopFilterSchema.optional(),
  tag: tagSchema.optional(),
  /** Status code, 0 to 5. */
  code: z.coerce.number().int().min(0).max(5).optional(),
  batch: z.string().min(1).max(64).optional(),
  /** Created at or after `from` and before `to`. */
  from: instantSchema.optional(),
  to: instantSchema.optional(),
  /** Found in id, flow, shop, error message or parameters. */
  text: soughtTextSchema.optional(),
});
export type RunListQuery = z.output<typeof runListQuerySchema>;

export const runPageSchema = pageSchema(runSchema);
export const runResponseSchema = z.object({ run: runSchema });

/** Answer of `GET /api/runs/:id/attempts`: oldest first; the last one may still be running. */
export const attemptsResponseSchema = z.object({ items: z.array(attemptSchema), nextCursor: z.null() });

/** Query of `GET /api/runs/:id/logs`. */
export const logQuerySchema = z.strictObject({
  /** Which attempt; default: the last one (with `follow`, and those that come after it). */
  attempt: z.coerce.number().int().min(1).optional(),
  /** `text`: `HH:MM:SS.mmm text` a line, stderr marked; `ndjson`: `[ms, stream, text]` a line. */
  format: z.enum(['text', 'ndjson']).default('text'),
  /** Goes on with new lines until the run ends. */
  follow: z
    .enum(['0', '1', 'true', 'false'])
    .default('0')
    .transform((word) => word === '1' || word === 'true'),
  /** With `follow`: begins this many bytes behind the start of what is stored of `attempt`, at the start of a line. */
  from: z.coerce.number().int().min(0).optional(),
});
