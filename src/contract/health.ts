import { z } from 'zod';
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
    z.object({ name: z.enum(['store', 'broker', 'nodes']), ok: z.boolean(), detail: z.string() }),
  ),
});
export type Readiness = z.infer<typeof readinessSchema>;
