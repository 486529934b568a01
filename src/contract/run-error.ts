import { z } from 'zod';
import { runErrorTypes } from './error-types.ts';

export const runErrorSchema = z.object({
  type: z.enum(runErrorTypes),
  message: z.string(),
  /** The step in which it happened, where steps are known. */
  step: z.string().optional(),
});
export type RunError = z.infer<typeof runErrorSchema>;
