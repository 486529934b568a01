import { z } from 'zod';
import { pageQueryShape, pageSchema } from './paging.ts';
import { instantSchema } from './run.ts';

/**
 * How a node stands: `connected`; `draining` (connected, takes nothing new); `reconnecting` (its connection is gone, its
 * lease and its runs live on); `offline` (its lease has passed).
 */
export const nodeStates = ['connected', 'draining', 'reconnecting', 'offline'] as const;

/** What a node lacks to offer a flow of its configuration: a file or folder, by its path there. */
export const missingFileSchema = z.object({ flow: z.string().max(64), path: z.string().max(32_768) });
export type MissingFile = z.infer<typeof missingFileSchema>;

/** A node as the API shows it. */
export const nodeSchema = z.object({
  id: z.string(),
  name: z.string(),
  host: z.string(),
  pid: z.number().int(),
  os: z.string(),
  version: z.string(),
  state: z.enum(nodeStates),
  /** Whether each program gets a cgroup, out of which nothing gets; null: not known, or its system has none. */
  cgroups: z.boolean().nullable(),
  /** A person asked it to take nothing new; kept while it is away. */
  draining: z.boolean(),
  /** Slots that its pools share. */
  slots: z.number().int(),
  /** Of them in use. */
  busy: z.number().int(),
  pools: z.array(z.string()),
  /** Pools with slots of their own. */
  poolSlots: z.array(z.object({ pool: z.string(), slots: z.number().int(), busy: z.number().int() })),
  tags: z.array(z.string()),
  /** Flows that it offers; `outdated`: its definition differs from the server's. */
  flows: z.array(z.object({ name: z.string(), hash: z.string(), outdated: z.boolean() })),
  /** Flows of its configuration that it does not offer, since a file of theirs is not there. */
  missing: z.array(missingFileSchema),
  /** When it was last heard: its last renewal (every 3 s), or what was stored of that when its connection ended. */
  lastSeenAt: instantSchema,
});
export type Node = z.infer<typeof nodeSchema>;

/** Query of `GET /api/nodes`. */
export const nodeListQuerySchema = z.strictObject({
  ...pageQueryShape,
  state: z.enum(nodeStates).optional(),
});
export const nodePathSchema = z.object({ id: z.string().min(1).max(64) });
export const nodePageSchema = pageSchema(nodeSchema);
export const nodeResponseSchema = z.object({ node: nodeSchema });
