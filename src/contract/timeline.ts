import { z } from 'zod';
import { instantSchema } from './run.ts';
import { runErrorSchema } from './run-error.ts';
import { runStates } from './run-states.ts';

/** Most steps of one answer, and the longest value of a step that is in it, characters of JSON. */
export const maxSteps = 5000;
export const maxStepValue = 4096;

/** A stretch of a run's life in one state; the last one of a live run has no end. */
export const segmentSchema = z.object({
  state: z.enum(runStates),
  from: instantSchema,
  to: instantSchema.nullable(),
  attempt: z.number().int(),
  /** Key of what held it back, while `blocked`. */
  blockedBy: z.string().nullable(),
  /** Why it came into this state, where the states do not say it; of a wait that lasts, how its blocker stands now: `paused`, `no_node`. */
  reason: z.string().nullable(),
  /** What the attempt before failed with, while `retrying`. */
  error: runErrorSchema.nullable(),
});

/** A step of an attempt. */
export const stepSchema = z.object({
  /** Its place in the list: what `parent` of others names. */
  n: z.number().int(),
  attempt: z.number().int(),
  id: z.string(),
  name: z.string(),
  /** The step within which it began; null: none. */
  parent: z.number().int().nullable(),
  depth: z.number().int(),
  /** `cut_off`: its attempt ended before it did. */
  state: z.enum(['running', 'succeeded', 'failed', 'cut_off']),
  startedAt: instantSchema,
  endedAt: instantSchema.nullable(),
  /** Absent when there is none, or when it is longer than an answer takes; see `valuesCut`. */
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  valuesCut: z.boolean(),
  error: z.string().nullable(),
});
export type Step = z.infer<typeof stepSchema>;

/** Answer of `GET /api/runs/:id/timeline`: a run's life by states, and the steps of its attempts, each in their order. */
export const timelineSchema = z.object({
  segments: z.array(segmentSchema),
  steps: z.array(stepSchema),
  /** There were more steps than an answer takes. */
  truncated: z.boolean(),
});
export type Timeline = z.infer<typeof timelineSchema>;
