import { z } from 'zod';
import { flowNameSchema, jsonObjectSchema, platformSchema, shopIdSchema, tagSchema } from './run.ts';
import { calendarDefinitionSchema, scheduleDefinitionSchema } from './schedule-definition.ts';

/**
 * What a configuration file says, as plain JSON: the result of evaluating `drover.config.ts` (or reading its
 * .json/.yaml equal). Durations are seconds. The server uses `server` parts, a node `program`.
 */

/** When to try again after a failure. `delays` beat `base × factor^(n−1)`, which never exceeds `cap`. */
export const retryPolicySchema = z.object({
  /** Failures that are tried again; 0 = never. */
  max: z.number().int().min(0).max(100),
  /** Seconds before retry 1, 2, …; the last one repeats. */
  delays: z.array(z.number().min(0)).max(100).optional(),
  base: z.number().positive().optional(),
  factor: z.number().min(1).optional(),
  cap: z.number().positive().optional(),
});
export type RetryPolicy = z.infer<typeof retryPolicySchema>;

/** What a node needs to execute a flow; never leaves the node. */
export const flowProgramSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('script'),
    /** Absolute path of the file to run. */
    entry: z.string().min(1),
    /** Argument vector put before `entry`; empty: by the file's ending (.py: python3; .js, .mjs, .ts: this Node). */
    interpreter: z.array(z.string()),
    /** Arguments after `entry`; templates allowed. */
    args: z.array(z.string()),
    cwd: z.string(),
    encoding: z.string(),
    env: z.record(z.string(), z.string()),
  }),
  z.object({
    kind: z.literal('command'),
    /** Argument vector; templates allowed; never a shell line. */
    command: z.array(z.string()).min(1),
    cwd: z.string(),
    encoding: z.string(),
    env: z.record(z.string(), z.string()),
  }),
  z.object({
    kind: z.literal('flow'),
    /** Absolute path of the file whose evaluation makes the flow. */
    entry: z.string().min(1),
    /** Absolute path of the configuration file, which lists it. */
    config: z.string().min(1),
    /** Hash of the files that define the flow, by name and content: values of steps hold for one. */
    code: z.string(),
    /** In a thread of the node, together with others. */
    inline: z.boolean(),
    /** Values of steps hold whatever the code. */
    keep: z.boolean(),
    cwd: z.string(),
    env: z.record(z.string(), z.string()),
  }),
  z.object({
    kind: z.literal('engine'),
    /** Where tasks are created and queried (`{queryUrl}/{id}`); null or no address: refused when it is used. */
    createUrl: z.string().nullable(),
    queryUrl: z.string().nullable(),
    /** `POST {cancelUrl}/{id}` stops a task; null: the engine can't. */
    cancelUrl: z.string().nullable(),
    /** Project that is executed, with the run's parameters as its; null: the parameters are the whole request. */
    project: z.string().nullable(),
    execPosition: z.string(),
    /** Name of the secret in the node's environment that is the engine's token; null: the caller's own. */
    token: z.string().nullable(),
    /** Words of the engine for how a task stands; any other word: it is not over. In capitals. */
    statuses: z.object({
      completed: z.array(z.string()),
      failed: z.array(z.string()),
      stopped: z.array(z.string()),
    }),
    /** Longest wait between two queries, seconds. */
    intervalSeconds: z.number().positive(),
  }),
]);
export type FlowProgram = z.infer<typeof flowProgramSchema>;

/** A flow: the server's half (match, schema, defaults, limits, retry, pool) and the node's half (`program`). */
export const flowDefinitionSchema = z.object({
  name: flowNameSchema,
  kind: z.enum(['script', 'command', 'flow', 'engine']),
  title: z.string().nullable(),
  description: z.string().nullable(),
  match: z.object({ platform: z.string(), taskType: z.string() }).nullable(),
  /** JSON Schema of the parameters. */
  params: jsonObjectSchema,
  timeoutSeconds: z.number().positive(),
  retry: retryPolicySchema,
  pool: z.string(),
  /** Limit names a run takes besides `flow:` and `platform:` ones configured: `['shop']` or none. */
  limits: z.array(z.string()),
  expiresInSeconds: z.number().positive().nullable(),
  /** Tags that a node must have. */
  tags: z.array(tagSchema),
  manualMinutes: z.number().min(0).nullable(),
  expected: z.string().nullable(),
  /** Template of the default business key, e.g. `{shop_id}:{param.date}`. */
  dedupe: z.string().nullable(),
  /** Hash of everything above and of `program`'s definition; nodes announce it. */
  hash: z.string(),
  program: flowProgramSchema,
  /** Absolute path of what of the program's is not on the disk of the machine that read it, which does not offer the flow then; absent: nothing. */
  missing: z.string().optional(),
});
export type FlowDefinition = z.infer<typeof flowDefinitionSchema>;

export const shopDefinitionSchema = z.object({
  platform: platformSchema,
  id: shopIdSchema,
  name: z.string().nullable(),
  tags: z.array(tagSchema),
  owner: z.string().nullable(),
  enabled: z.boolean(),
  settings: jsonObjectSchema,
});
export type ShopDefinition = z.infer<typeof shopDefinitionSchema>;

export const nodeSettingsSchema = z.object({
  name: z.string().nullable(),
  slots: z.number().int().min(0).nullable(),
  tags: z.array(tagSchema).nullable(),
  pools: z.array(z.string()).nullable(),
});
export type NodeSettings = z.infer<typeof nodeSettingsSchema>;

export const manifestSchema = z.object({
  flows: z.array(flowDefinitionSchema),
  /** Key pattern → room: `shop:*`, `shop:pdd:1001`, `platform:pdd`, `flow:sync_order`. */
  limits: z.record(z.string(), z.number().int().min(0)),
  shops: z.array(shopDefinitionSchema),
  pools: z.record(z.string(), z.object({ title: z.string().nullable() })),
  node: nodeSettingsSchema,
  schedules: z.array(scheduleDefinitionSchema),
  /** By their names. */
  calendars: z.record(z.string(), calendarDefinitionSchema),
});
export type Manifest = z.infer<typeof manifestSchema>;
