import { z } from 'zod';
import { flowDefinitionSchema } from './manifest.ts';
import { pageQueryShape, pageSchema } from './paging.ts';
import { flowNameSchema } from './run.ts';

/** A flow as the API shows it: all but its program, which is the node's. */
export const flowSchema = flowDefinitionSchema.omit({ program: true });
export type Flow = z.infer<typeof flowSchema>;

/** Query of `GET /api/flows`; in the configuration's order. */
export const flowListQuerySchema = z.strictObject(pageQueryShape);
export const flowPathSchema = z.object({ name: flowNameSchema });
export const flowPageSchema = pageSchema(flowSchema);
export const flowResponseSchema = z.object({ flow: flowSchema });
