import { z } from 'zod';
import { bilingualSchema } from './bilingual.ts';
import { flowSchema } from './flow.ts';
import { manifestSchema } from './manifest.ts';
import { instantSchema } from './run.ts';

/** A manifest without what is the nodes' alone. */
export const manifestViewSchema = manifestSchema.omit({ flows: true }).extend({ flows: z.array(flowSchema) });
export type ManifestView = z.infer<typeof manifestViewSchema>;

/** A fault as the server tells it; `place` as `drover.config.ts flows[2] (sync_order).retry.max`. */
export const configFaultSchema = z.object({
  place: z.string(),
  code: z.string(),
  /** English; `words` has it in both languages, with what was probably meant. */
  message: z.string(),
  words: bilingualSchema.optional(),
});
export type ConfigFaultView = z.infer<typeof configFaultSchema>;

/** Answer of `GET /api/config`: the configuration in force. */
export const configViewSchema = manifestViewSchema.extend({
  /** Since when it is in force. */
  appliedAt: instantSchema,
  /** What is wrong with the file as it is now; it does not hold then, the one before does. */
  faults: z.array(configFaultSchema),
});
export type ConfigView = z.infer<typeof configViewSchema>;
