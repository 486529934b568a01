import { z } from 'zod';
import { bilingualSchema } from './bilingual.ts';
import { configFaultSchema } from './config-view.ts';
import { instantSchema } from './run.ts';

/** Answer of `GET /healthz`: the process lives. */
export const healthSchema = z.object({
  status: z.literal('ok'),
  version: z.string(),
  pid: z.number().int(),
  startedAt: instantSchema,
});
export type Health = z.infer<typeof healthSchema>;

/**
 * Answer of `GET /readyz`: 200 while submissions are accepted (`ready`, or `degraded`: something else is wrong), 503 when
 * they are not (`unavailable`).
 */
export const readinessSchema = z.object({
  status: z.enum(['ready', 'degraded', 'unavailable']),
  checks: z.array(
    z.object({
      name: z.enum(['store', 'broker', 'nodes', 'config']),
      ok: z.boolean(),
      /** English; `words` has it in both languages. */
      detail: z.string(),
      words: bilingualSchema.optional(),
    }),
  ),
  /** What is wrong with the configuration file, which is not in force then; absent: nothing. */
  config: z.object({ faults: z.array(configFaultSchema) }).optional(),
});
export type Readiness = z.infer<typeof readinessSchema>;
