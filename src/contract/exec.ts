import { z } from 'zod';
import { instantSchema, runIdSchema } from './run.ts';
import { runErrorSchema } from './run-error.ts';
import { runStates } from './run-states.ts';
import type { logDataSchema, stepDataSchema } from './stream-events.ts';

/*
 * `POST /rpa/v1/exec` and the engine that it has work done by, compatible with clients of astron-agent's RPA plugin.
 * The codes, the frame and the checks of the body are relied on to the byte.
 */

/** Codes of a result frame. */
export const execCodes = {
  success: 0,
  createFailed: 55001,
  queryFailed: 55002,
  timeout: 55003,
  taskFailed: 55004,
  createUrlInvalid: 55101,
  queryUrlInvalid: 55102,
  unknown: 55999,
} as const;
export type ExecCode = (typeof execCodes)[keyof typeof execCodes];

/** What each code says; some go on with a detail. */
export const execWords: Readonly<Record<ExecCode, string>> = {
  0: 'Success',
  55001: 'Create task error',
  55002: 'Query task error',
  55003: 'Timeout error',
  55004: 'Task exec failed',
  55101: 'Create Task Url Invalid',
  55102: 'Query Task Url Invalid',
  55999: 'Unknown error',
};

/** Body of `POST /rpa/v1/exec`; unknown fields are ignored. */
export const execBodySchema = z.object({
  sid: z.string().nullable().default(''),
  project_id: z.string(),
  version: z.number().int().nullable().default(null),
  phone_number: z.string().nullable().default(null),
  exec_position: z.string().nullable().default('EXECUTOR'),
  params: z.record(z.string(), z.unknown()).nullable().default(null),
});
export type ExecBody = z.output<typeof execBodySchema>;

/** Query of `POST /rpa/v1/exec`. */
export const execQuerySchema = z.object({
  /** `1`: named events with ids before the result. */
  progress: z.string().optional(),
});

/** A faulty request: 422 with these. */
export const execFaultSchema = z.object({
  type: z.string(),
  loc: z.array(z.union([z.string(), z.number()])),
  msg: z.string(),
  input: z.unknown(),
  ctx: z.record(z.string(), z.unknown()).optional(),
});
export type ExecFault = z.infer<typeof execFaultSchema>;
export const execFaultsSchema = z.object({ detail: z.array(execFaultSchema) });

/** The result frame: members in this order. */
export interface ExecFrame {
  readonly code: ExecCode;
  readonly message: string;
  readonly sid: string;
  readonly data: object | null;
}

/** `event: created`, the first of the progress profile. */
export const execCreatedSchema = z.object({
  runId: runIdSchema,
  sid: z.string(),
  at: instantSchema,
  state: z.enum(runStates),
});
/** `event: status`: the run's state has changed, or the engine's word for the task (`note`). */
export const execStatusSchema = z.object({
  state: z.enum(runStates),
  at: instantSchema,
  attempt: z.number().int(),
  code: z.number().int().nullish(),
  error: runErrorSchema.nullish(),
  blockedBy: z.string().optional(),
  reason: z.string().optional(),
  note: z.string().nullish(),
});

/** An event of the progress profile; the last is `message`, the result frame. Ids go on over connections. */
export type ExecEvent =
  | { readonly id: string; readonly event: 'created'; readonly data: z.infer<typeof execCreatedSchema> }
  | { readonly id: string; readonly event: 'status'; readonly data: z.infer<typeof execStatusSchema> }
  | { readonly id: string; readonly event: 'step'; readonly data: z.infer<typeof stepDataSchema> }
  | { readonly id: string; readonly event: 'log'; readonly data: z.infer<typeof logDataSchema> }
  | { readonly id: string; readonly event: 'message'; readonly data: ExecFrame };

/** Name of the built-in flow, of its pool, and of the pool whose slots a node has besides those for robots. */
export const engineFlowName = 'engine';
export const enginePool = 'engine';

/** Body of `POST /api/rpa-openapi/workflows/execute-async`: `project_id` is a flow's name. */
export const servedCreateSchema = z.object({
  project_id: z.string(),
  exec_position: z.string().nullish(),
  params: z.record(z.string(), z.unknown()).nullish(),
  version: z.number().int().nullish(),
  phone_number: z.string().nullish(),
});
/** Answer of both routes; `5001` with `data` null where project or execution are not known. */
export const servedAnswerSchema = z.object({
  code: z.string(),
  msg: z.string(),
  data: z.unknown(),
});
export const servedRefusalSchema = z.object({ detail: z.string() });
