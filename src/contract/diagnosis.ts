import { z } from 'zod';
import { instantSchema } from './run.ts';
import { runErrorSchema } from './run-error.ts';
import { runStates } from './run-states.ts';

/** What a person can do about a run that went wrong. */
export const remedies = [
  'sign_in_shop',
  'solve_captcha',
  'resume_shop',
  'pause_shop',
  'check_account',
  'edit_params',
  'read_log',
  'raise_timeout',
  'report_flow',
  'check_config',
  'check_node',
  'check_queue',
  'wait',
  'retry',
  'ignore',
] as const;

const countsSchema = z.object({ succeeded: z.number().int(), failed: z.number().int() });

/** Answer of `GET /api/runs/:id/diagnosis`: what went wrong, how far it reaches, and what to do. */
export const diagnosisSchema = z.object({
  state: z.enum(runStates),
  /** Null: nothing has gone wrong (yet). */
  error: runErrorSchema.nullable(),
  /** The error without what differs from run to run, by which dead letters are grouped; null without an error. */
  cause: z.string().nullable(),
  /**
   * How far it reaches, by the dead letters of this cause of the last 24 hours: this run alone, all that runs in its shop, its
   * flow in several shops, or several flows in several shops.
   */
  scope: z.enum(['run', 'shop', 'flow', 'everywhere']).nullable(),
  /** Dead letters of this cause of the last 24 hours, this one too. */
  same: z.object({
    count: z.number().int(),
    shops: z.number().int(),
    flows: z.number().int(),
    firstAt: instantSchema.nullable(),
  }),
  /** Runs of the last 24 hours: of this flow in all shops, and of this shop with all flows. */
  flow: countsSchema,
  shop: countsSchema.nullable(),
  /** What to do, the best first; empty: nothing has to be done. */
  remedies: z.array(z.enum(remedies)),
  /** It is tried again by itself then. */
  nextAttemptAt: instantSchema.nullable(),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;
export type Remedy = (typeof remedies)[number];
