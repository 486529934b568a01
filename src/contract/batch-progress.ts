import { z } from 'zod';
import { maxBulkRate } from './dead-letter.ts';
import { formWords } from './form-words.ts';
import { pageQueryShape, pageSchema } from './paging.ts';
import { instantSchema } from './run.ts';
import { runStates } from './run-states.ts';

/** A batch and how far it is, as the API shows it. A run that was retried within the batch counts as its retry. */
export const batchSchema = z.object({
  id: z.string(),
  /** The flow of its runs; null: several. */
  flow: z.string().nullable(),
  createdBy: z.string().nullable(),
  createdAt: instantSchema,
  /** Runs asked for; those that attached to runs that were already there; those that were refused. */
  asked: z.number().int(),
  attached: z.number().int(),
  refused: z.number().int(),
  /** Its own runs, all states. */
  total: z.number().int(),
  counts: z.record(z.enum(runStates), z.number().int()),
  /** Of its own runs that have ended; 100 when there is none. */
  percent: z.number(),
  /** Of its blocked runs those that go on only when a person acts: their shop is paused, or no node can execute them. */
  held: z.number().int(),
  /** Seconds until its end, as far as its own speed or its flow's recent runs tell; null: unknown, `held` by a person or maintenance mode, or ended. */
  etaSeconds: z.number().nullable(),
  state: z.enum(['running', 'ended']),
});
export type Batch = z.infer<typeof batchSchema>;

export const batchListQuerySchema = z.strictObject({ ...pageQueryShape });
export const batchPageSchema = pageSchema(batchSchema);
export const batchProgressResponseSchema = z.object({ batch: batchSchema });
export const batchPathSchema = z.object({
  id: z.string().regex(/^[\w.:-]{1,64}$/, formWords.batchId.en),
});
/** Body of `POST /api/batches/:id/retry`; may be absent. */
export const batchRetryRequestSchema = z
  .strictObject({ ratePerSecond: z.number().min(0.01).max(maxBulkRate).optional() })
  .nullish();
/** Answer of `POST /api/batches/:id/cancel`: how many were cancelled at once, and how many are being stopped. */
export const batchCancelResponseSchema = z.object({
  cancelled: z.number().int(),
  stopping: z.number().int(),
  batch: batchSchema,
});
