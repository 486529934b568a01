import { z } from 'zod';
import { prioritySchema } from './priority.ts';
import {
  flowNameSchema,
  instantSchema,
  jsonObjectSchema,
  platformSchema,
  runIdSchema,
  runSchema,
  shopIdSchema,
  tagSchema,
} from './run.ts';

/** What to do when a run of the same flow already holds the business key. */
export const onDuplicateModes = ['attach', 'queue', 'replace', 'reject'] as const;
export type OnDuplicate = (typeof onDuplicateModes)[number];

/** Longest timeout, delay or expiry, in seconds: 400 days. */
const maxSeconds = 400 * 24 * 3600;

/** Body of `POST /api/runs`. Either `flow`, or `platform` and `taskType`, names what to run. */
export const submitRequestSchema = z.strictObject({
  flow: flowNameSchema.optional(),
  platform: platformSchema.optional(),
  taskType: z.string().min(1).max(64).optional(),
  shopId: shopIdSchema.optional(),
  /** Parameters by the flow's schema; at most 256 KiB as JSON. */
  params: jsonObjectSchema.optional(),
  priority: prioritySchema.optional(),
  delaySeconds: z.number().min(0).max(maxSeconds).optional(),
  runAt: instantSchema.optional(),
  /** From the due time: a run that has not started by then ends `expired`. */
  expiresInSeconds: z.number().positive().max(maxSeconds).optional(),
  timeoutSeconds: z.number().positive().max(maxSeconds).optional(),
  maxRetries: z.number().int().min(0).max(100).optional(),
  dedupeKey: z.string().min(1).max(256).optional(),
  onDuplicate: z.enum(onDuplicateModes).optional(),
  tags: z.array(tagSchema).max(32).optional(),
});
/** Body of `POST /api/flows/:name/run`; may be absent. */
export const flowRunRequestSchema = submitRequestSchema.omit({ flow: true, taskType: true });
export type FlowRunRequest = z.input<typeof flowRunRequestSchema>;
export type SubmitRequest = z.input<typeof submitRequestSchema>;
export type ParsedSubmitRequest = z.output<typeof submitRequestSchema>;

/** Answer of `POST /api/runs`. */
export const submitResponseSchema = z.object({
  run: runSchema,
  /** True when the submission attached to a run that was already there. */
  deduplicated: z.literal(true).optional(),
  /** True when the run that was attached to has other parameters than the ones submitted. */
  paramsDiffer: z.boolean().optional(),
});
export type SubmitResponse = z.infer<typeof submitResponseSchema>;

/** Selects shops wherever several are meant; all given conditions must hold. */
export const shopSelectorSchema = z.strictObject({
  platform: platformSchema.optional(),
  tag: tagSchema.optional(),
  ids: z.array(shopIdSchema).max(10_000).optional(),
  enabled: z.boolean().optional(),
});
export type ShopSelector = z.infer<typeof shopSelectorSchema>;

/**
 * Body of `POST /api/runs/batch`: up to 1,000 bodies, or one body for each shop that the selector names; its `dedupeKey` is
 * then a template that names `{shop_id}` (and `{platform}`, `{task_type}`, `{param.NAME}` where wanted).
 */
export const batchRequestSchema = z.union([
  z.strictObject({ runs: z.array(z.unknown()).min(1).max(1000) }),
  z.strictObject({ run: submitRequestSchema, shops: shopSelectorSchema }),
]);
export type BatchRequest = z.input<typeof batchRequestSchema>;

/** Body of `POST /api/runs/:id/retry`: what the new run changes; absent keeps the old value. */
export const retryRequestSchema = z.strictObject({
  params: jsonObjectSchema.optional(),
  priority: prioritySchema.optional(),
});
export type RetryRequest = z.input<typeof retryRequestSchema>;

export const runIdParamsSchema = z.object({ id: runIdSchema });
