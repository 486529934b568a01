import { z } from 'zod';
import { maxBulkIds, maxBulkRate, noteSchema } from './dead-letter.ts';
import { formWords } from './form-words.ts';
import { prioritySchema } from './priority.ts';
import {
  flowNameSchema,
  instantSchema,
  jsonObjectSchema,
  platformSchema,
  runIdSchema,
  shopIdSchema,
  soughtTextSchema,
  tagSchema,
} from './run.ts';
import { runStates } from './run-states.ts';

/** What can be done to many runs. */
export const runBulkActions = ['cancel', 'retry'] as const;

/**
 * Body of `POST /api/runs/bulk`: one action on the runs that `ids` or `filter` (as in the list) select. A cancel concerns
 * those that have not ended when their turn comes, a retry those that have: by a filter without states, only those that
 * failed, expired or were cancelled, and by any filter none that has been retried.
 */
export const runBulkRequestSchema = z
  .strictObject({
    action: z.enum(runBulkActions),
    ids: z.array(runIdSchema).min(1).max(maxBulkIds).optional(),
    filter: z
      .strictObject({
        state: z.array(z.enum(runStates)).min(1).optional(),
        flow: flowNameSchema.optional(),
        platform: platformSchema.optional(),
        shopId: shopIdSchema.optional(),
        tag: tagSchema.optional(),
        code: z.number().int().min(0).max(5).optional(),
        batch: z.string().min(1).max(64).optional(),
        from: instantSchema.optional(),
        to: instantSchema.optional(),
        text: soughtTextSchema.optional(),
      })
      .optional(),
    /** Default 50 for a retry, else the fastest. */
    ratePerSecond: z.number().min(0.01).max(maxBulkRate).optional(),
    /** For a retry: `mergeParams` is merged into each run's parameters (null removes a member: RFC 7396). */
    edit: z
      .strictObject({ mergeParams: jsonObjectSchema.optional(), priority: prioritySchema.optional() })
      .optional(),
    note: noteSchema.optional(),
  })
  .refine((body) => (body.ids === undefined) !== (body.filter === undefined), formWords.runsMeant.en)
  .refine((body) => body.edit === undefined || body.action === 'retry', {
    path: ['edit'],
    message: formWords.retryOnly.en,
  });
export type RunBulkRequest = z.input<typeof runBulkRequestSchema>;
export type ParsedRunBulkRequest = z.output<typeof runBulkRequestSchema>;
