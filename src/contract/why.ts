import { z } from 'zod';
import { bilingualSchema } from './bilingual.ts';
import { blockedBySchema, instantSchema } from './run.ts';
import { runStates } from './run-states.ts';
import { maintenanceSchema } from './system.ts';

/** A run that holds the room that another waits for. */
export const whyHolderSchema = z.object({
  runId: z.string(),
  flow: z.string(),
  platform: z.string().nullable(),
  shopId: z.string().nullable(),
  state: z.enum(runStates),
  /** Since when it runs, or holds its room. */
  since: instantSchema,
  /** Name of the node that executes it. */
  node: z.string().nullable(),
});
export type WhyHolder = z.infer<typeof whyHolderSchema>;

/** A node as far as a run's requirement looks at it. */
export const whyNodeSchema = z.object({
  name: z.string(),
  slots: z.number().int(),
  busy: z.number().int(),
  /** What it lacks to execute the run: `pool:x`, `tag:x`, `flow:x`, `file:PATH` (of the flow, there), `slots`, `draining`; empty: it can. */
  lacks: z.array(z.string()),
});
export type WhyNode = z.infer<typeof whyNodeSchema>;

/** Answer of `GET /api/runs/:id/why`: why the run isn't running, in words and in facts. */
export const whySchema = z.object({
  runId: z.string(),
  state: z.enum(runStates),
  sentence: bilingualSchema,
  /** The one full key that it stands under; null when it is not held back. */
  blocker: blockedBySchema.extend({ room: z.number().int().nullable() }).nullable(),
  /** Who holds the blocker's room, oldest first; at most 20. */
  holders: z.array(whyHolderSchema),
  /** Since when it stands so. */
  since: instantSchema.nullable(),
  /** How many go before it under the blocker, and how many wait there. */
  position: z.object({ ahead: z.number().int(), total: z.number().int() }).nullable(),
  /** When it is due, or tried again; for `scheduled` and `retrying`. */
  dueAt: instantSchema.nullable(),
  /** Connected nodes, where the run waits for one. */
  nodes: z.array(whyNodeSchema),
  /** When it may start, from the median of this many of its flow's latest runs; null: too few, or nothing to tell. */
  estimate: z.object({ seconds: z.number().int(), samples: z.number().int() }).nullable(),
  /** Set while nothing new starts at all. */
  maintenance: maintenanceSchema.nullable(),
  /** What would free it, or what to do; null when nothing is to be done. */
  remedy: bilingualSchema.nullable(),
});
export type Why = z.infer<typeof whySchema>;
