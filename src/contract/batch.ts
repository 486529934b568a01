import { z } from 'zod';
import { problemSchema } from './problem.ts';
import { submitResponseSchema } from './submit.ts';

/** Most shops that one batch may fan out to. */
export const maxFanOut = 5000;

/** What became of one run of a batch: it, or why there is none. */
export const batchResultSchema = z.union([submitResponseSchema, z.object({ error: problemSchema })]);
export type BatchResult = z.infer<typeof batchResultSchema>;

/** Answer of `POST /api/runs/batch`: one result for each run asked for, in order. */
export const batchResponseSchema = z.object({ batchId: z.string(), results: z.array(batchResultSchema) });
export type BatchResponse = z.infer<typeof batchResponseSchema>;
