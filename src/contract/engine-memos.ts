import { z } from 'zod';

/**
 * What an engine's executor has the server remember with the run, as values of steps: each is durable before what follows
 * it happens, and given to whoever takes the run over.
 */
export const engineMemos = {
  /** A task is about to be created. */
  intent: 'engine:intent',
  /** It has been: `{executionId}`. */
  task: 'engine:task',
  /** What the caller is to be told at the deadline while the task's end is not known: `{step, message}`. */
  verdict: 'engine:verdict',
} as const;

export const engineTaskSchema = z.object({ executionId: z.string() });
export const engineVerdictSchema = z.object({ step: z.string(), message: z.string() });
