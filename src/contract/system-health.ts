import { z } from 'zod';

/** What is looked at, as `drover doctor` does on a machine of its own. */
export const healthCheckNames = [
  'store',
  'broker',
  'nodes',
  'config',
  'data_folder',
  'disk',
  'database',
  'node_versions',
  'flows',
  'flow_files',
  'node_cgroups',
  'clock',
] as const;

/** Answer of `GET /api/system/health`. */
export const systemHealthSchema = z.object({
  /** The worst of its checks. */
  state: z.enum(['ok', 'warning', 'broken']),
  checks: z.array(
    z.object({
      name: z.enum(healthCheckNames),
      state: z.enum(['ok', 'warning', 'broken']),
      /** What was found, in words; screens have their own by name and state. */
      detail: z.string(),
      /** The numbers and names in it. */
      facts: z.record(z.string(), z.union([z.string(), z.number()])),
      /** What to do; null: nothing. */
      remedy: z.string().nullable(),
    }),
  ),
});
export type SystemHealth = z.infer<typeof systemHealthSchema>;
