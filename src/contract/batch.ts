import { z } from 'zod';
import { problemSchema } from './problem.ts';
import { platformSchema, shopIdSchema } from './run.ts';
import { submitResponseSchema } from './submit.ts';

/** Most shops that one batch may fan out to. */
export const maxFanOut = 5000;

/** Why a run of a batch was refused, with the shop that it was for, where it names one. */
const batchRefusalSchema = z.object({
  error: problemSchema,
  platform: platformSchema.optional(),
  shopId: shopIdSchema.optional(),
});
/** What became of one run of a batch: it, or why there is none. */
export const batchResultSchema = z.union([submitResponseSchema, batchRefusalSchema]);
export type BatchResult = z.infer<typeof batchResultSchema>;

/** Answer of `POST /api/runs/batch`: one result for each run asked for, in order. */
export const batchResponseSchema = z.object({
  /** Null: all of them were refused, so there is no batch. */
  batchId: z.string().nullable(),
  results: z.array(batchResultSchema),
});
export type BatchResponse = z.infer<typeof batchResponseSchema>;
