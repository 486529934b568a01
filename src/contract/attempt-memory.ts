import { z } from 'zod';
import { maxMemoName, maxOnceKey, maxOnceSeconds } from './memory-limits.ts';
import { runIdSchema } from './run.ts';

/**
 * What an attempt has the server remember: values of ended steps (`ctx.step`, kept with the run) and side effects that
 * may happen once across runs (`ctx.once`). Frames of the link; each is repeated until it is answered, and a repeat
 * changes nothing.
 */

const attempt = z.number().int().min(1);
const stepName = z.string().min(1).max(maxMemoName);
const onceKey = z.string().min(1).max(maxOnceKey);

/** A step's value; absent: the step gave none. `code` is the hash of the flow's files that ran. */
export const memoSchema = z.object({
  name: stepName,
  code: z.string().max(64),
  value: z.unknown().optional(),
});
export type Memo = z.infer<typeof memoSchema>;

/** Node → server: keep this step's value with the run. */
export const memoFrameSchema = memoSchema.extend({ t: z.literal('memo'), run: runIdSchema, attempt });
export type MemoFrame = z.infer<typeof memoFrameSchema>;

/** Server → node. `refused`: the attempt is not that node's any more. `full`: the run keeps too much already. */
export const memoedFrameSchema = z.object({
  t: z.literal('memoed'),
  run: runIdSchema,
  attempt,
  name: stepName,
  verdict: z.enum(['kept', 'refused', 'full']),
});
export type MemoedFrame = z.infer<typeof memoedFrameSchema>;

/**
 * Node → server. `begin`: the side effect is about to happen. `done`: it has happened, with this value. `release`: it
 * certainly has not happened.
 */
export const onceFrameSchema = z.object({
  t: z.literal('once'),
  run: runIdSchema,
  attempt,
  key: onceKey,
  phase: z.enum(['begin', 'done', 'release']),
  ttlSeconds: z.number().positive().max(maxOnceSeconds),
  value: z.unknown().optional(),
});
export type OnceFrame = z.infer<typeof onceFrameSchema>;

/**
 * Server → node. To `begin`: `first` (it is recorded: go), `done` (it happened, with this value), `busy` (a running
 * attempt is at it), `unknown` (an attempt began it and ended without a word). To `done` and `release`: `recorded`.
 * `refused`: the attempt is not that node's any more.
 */
export const oncedFrameSchema = z.object({
  t: z.literal('onced'),
  run: runIdSchema,
  attempt,
  key: onceKey,
  phase: z.enum(['begin', 'done', 'release']),
  state: z.enum(['first', 'done', 'busy', 'unknown', 'recorded', 'refused']),
  value: z.unknown().optional(),
  /** The run and attempt that hold the key, where `busy` or `unknown`. */
  by: z.string().max(160).optional(),
});
export type OncedFrame = z.infer<typeof oncedFrameSchema>;
