import { z } from 'zod';
import {
  memoedFrameSchema,
  memoFrameSchema,
  memoSchema,
  oncedFrameSchema,
  onceFrameSchema,
} from './attempt-memory.ts';
import { artifactFrameSchema, artifactHadFrameSchema } from './link-artifacts.ts';
import { missingFileSchema } from './node.ts';
import { jsonObjectSchema, runIdSchema } from './run.ts';
import { runErrorSchema } from './run-error.ts';

/**
 * Frames of the link between a node and its server: `WS /api/link`, `Authorization: Bearer NODE_TOKEN`.
 * One WebSocket text message is one batch: from the node `{i, s, f: [frame…]}` with `s` the session (absent before the
 * welcome), from the server `{i, f: [frame…]}`; `i` numbers them. A batch is validated as a whole; a bad one closes the link (code 4400).
 * Control frames go before bulk (`log`, `artifact`). Close codes: 4400 bad batch, 4401 token refused, 4409 session replaced.
 */
export const linkProtocol = 1;

/** Largest bulk payload of one log frame, in bytes of text. */
export const maxLogChunkBytes = 64 * 1024;

const runId = runIdSchema;
const attempt = z.number().int().min(1);

/** An attempt that a node holds: `running`, or `ended` with its result not yet acknowledged. */
export const heldAttemptSchema = z.object({ run: runId, attempt, ended: z.boolean() });
export type HeldAttempt = z.infer<typeof heldAttemptSchema>;

/** A pool whose slots are its own. */
export const poolSlotsSchema = z.object({
  pool: z.string().max(64),
  slots: z.number().int().min(0).max(10_000),
});

const offerShape = {
  slots: z.number().int().min(0).max(10_000),
  pools: z.array(z.string().max(64)).max(64),
  /** Pools with slots of their own, apart from `slots`, which the pools of `pools` share. */
  poolSlots: z.array(poolSlotsSchema).max(64).optional(),
  tags: z.array(z.string().max(64)).max(64),
  /** Flows that the node can execute, with the hash of its definition. */
  flows: z
    .array(z.object({ name: z.string().max(64), kind: z.string().max(16), hash: z.string().max(64) }))
    .max(10_000),
  /** Flows of its configuration that it does not offer since this file or folder is not there; absent: none. */
  missing: z.array(missingFileSchema).max(10_000).optional(),
};

/** What a node is and offers. */
export const nodeHelloSchema = z.object({
  t: z.literal('hello'),
  protocol: z.number().int(),
  /** Random, kept in the node's data folder. */
  nodeId: z.string().min(1).max(64),
  name: z.string().min(1).max(128),
  host: z.string().max(256),
  pid: z.number().int(),
  version: z.string().max(64),
  os: z.string().max(64),
  /** New at each start of the node's process. */
  bootId: z.string().min(1).max(64),
  /** The machine's boot id and the PID namespace: unchanged ones, with the same lock, prove that an older boot's processes are gone. */
  hostBootId: z.string().max(128),
  pidNamespace: z.string().max(128),
  /** Names the lock of its data folder on its machine: a copy of the folder has another. Absent: not known. */
  lockFile: z.string().max(128).optional(),
  /** Whether it can give each program a cgroup, out of which nothing gets; absent: its system has none. */
  cgroups: z.boolean().optional(),
  /** The machine's uptime when this was said, ms, sleep included: orders the hellos of one machine boot. Absent: they go by arrival. */
  uptimeMs: z.number().optional(),
  ...offerShape,
  held: z.array(heldAttemptSchema).max(20_000),
  draining: z.boolean(),
});
export type NodeHello = z.infer<typeof nodeHelloSchema>;

/** Every 3 s: proves life and lists the attempts held (running or ended and unacknowledged). */
export const renewFrameSchema = z.object({
  t: z.literal('renew'),
  n: z.number().int(),
  /** Highest renewal of this session whose acknowledgement has arrived (0: none): what was sent before it has, too. */
  acked: z.number().int(),
  held: z.array(heldAttemptSchema).max(20_000),
});

/** How an attempt ended at the node; sent only when its whole process tree is gone; repeated until acknowledged. */
export const resultFrameSchema = z.object({
  t: z.literal('result'),
  run: runId,
  attempt,
  /** `stopped`: ended in order by a drain or shutdown, to be run again elsewhere; `refused`: never started here. */
  outcome: z.enum(['succeeded', 'failed', 'timeout', 'cancelled', 'stopped', 'refused']),
  code: z.number().int().min(0).max(5).nullable(),
  error: runErrorSchema.nullable(),
  output: jsonObjectSchema.nullable(),
  startedAt: z.number(),
  endedAt: z.number(),
  /** Lines of its log, sent or not, so that those which never come can be told; absent: not known. */
  lines: z.number().int().min(0).optional(),
});
export type ResultFrame = z.infer<typeof resultFrameSchema>;

export const stepFrameSchema = z.object({
  t: z.literal('step'),
  run: runId,
  attempt,
  phase: z.enum(['start', 'end']),
  id: z.string().max(128),
  name: z.string().max(256),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  error: z.string().max(4096).optional(),
  at: z.number(),
});
export type StepFrame = z.infer<typeof stepFrameSchema>;

export const progressFrameSchema = z.object({
  t: z.literal('progress'),
  run: runId,
  attempt,
  value: z.number().min(0).max(1),
  note: z.string().max(256).nullable(),
  at: z.number(),
});
export type ProgressFrame = z.infer<typeof progressFrameSchema>;

/** Streams of a log line: standard output, standard error, and what Drover itself says. */
export const logStreams = ['out', 'err', 'sys'] as const;
export type LogStream = (typeof logStreams)[number];
export const logLineSchema = z.tuple([z.number(), z.enum(logStreams), z.string()]);
export type LogLine = z.infer<typeof logLineSchema>;

/** What a line of a log counts besides the bytes of its text, so that empty lines are not free. */
export const logLineCost = 32;

/**
 * Bulk: lines of one attempt's log, in order; `from` counts lines and makes repeats harmless. Costs credit: of each line
 * the bytes of its text in UTF-8 and `logLineCost`.
 */
export const logFrameSchema = z.object({
  t: z.literal('log'),
  run: runId,
  attempt,
  from: z.number().int().min(0),
  lines: z.array(logLineSchema),
});

/** The node starts or ends its own drain (for example at shutdown). */
export const nodeStateFrameSchema = z.object({ t: z.literal('state'), draining: z.boolean() });

/** The node's configuration has changed: what it offers from now on. Repeated until acknowledged; `n` numbers them. */
export const offerFrameSchema = z.object({ t: z.literal('offer'), n: z.number().int(), ...offerShape });
export type OfferFrame = z.infer<typeof offerFrameSchema>;

export const nodeFrameSchema = z.discriminatedUnion('t', [
  nodeHelloSchema,
  renewFrameSchema,
  resultFrameSchema,
  stepFrameSchema,
  progressFrameSchema,
  logFrameSchema,
  nodeStateFrameSchema,
  offerFrameSchema,
  memoFrameSchema,
  onceFrameSchema,
  artifactFrameSchema,
]);
export type NodeFrame = z.infer<typeof nodeFrameSchema>;
export const nodeBatchSchema = z.object({
  s: z.string().optional(),
  f: z.array(nodeFrameSchema).max(10_000),
});
export type NodeBatch = z.infer<typeof nodeBatchSchema>;
/** A batch as it travels: numbered from 1 in each direction of a connection (see link-sequence). */
export const nodeMessageSchema = nodeBatchSchema.extend({ i: z.number().int().min(1) });

const attemptRef = z.object({ run: runId, attempt });
export type AttemptRef = z.infer<typeof attemptRef>;

/** Accepts the session. The node kills what `kill` names and cancels what `cancel` names; `logCredit` is in bytes. */
export const welcomeFrameSchema = z.object({
  t: z.literal('welcome'),
  session: z.string(),
  leaseSeconds: z.number(),
  kill: z.array(attemptRef),
  cancel: z.array(attemptRef),
  logCredit: z.number(),
  draining: z.boolean(),
});
/** Refuses the hello: another boot of this node id still has its lease, or the protocol differs. */
export const refusedFrameSchema = z.object({
  t: z.literal('refused'),
  reason: z.string(),
  retryAfterMs: z.number(),
});
export const renewedFrameSchema = z.object({ t: z.literal('renewed'), n: z.number().int() });

/** Everything that an attempt needs. */
export const startFrameSchema = z.object({
  t: z.literal('start'),
  run: runId,
  attempt,
  flow: z.string(),
  /** Whose slot it takes; absent: one of the shared. */
  pool: z.string().optional(),
  platform: z.string().nullable(),
  shopId: z.string().nullable(),
  taskType: z.string().nullable(),
  params: jsonObjectSchema,
  timeoutSeconds: z.number(),
  /** The caller's token for an engine; kept in memory only. */
  secret: z.string().optional(),
  /** Values of steps that earlier attempts have ended; absent: none. */
  memos: z.array(memoSchema).max(10_000).optional(),
});
export type StartFrame = z.infer<typeof startFrameSchema>;
export const cancelFrameSchema = z.object({ t: z.literal('cancel'), run: runId, attempt });
/** Kill at once, without grace and without a result: the attempt is no longer this node's. */
export const killFrameSchema = z.object({ t: z.literal('kill'), run: runId, attempt });
/** The result is recorded (or was stale): the node may forget it. */
export const endedFrameSchema = z.object({
  t: z.literal('ended'),
  run: runId,
  attempt,
  verdict: z.enum(['recorded', 'repeated', 'stale']),
});
/** The offer is recorded: no start that follows counts on an earlier one. */
export const offeredFrameSchema = z.object({ t: z.literal('offered'), n: z.number().int() });
export const creditFrameSchema = z.object({ t: z.literal('credit'), bytes: z.number() });
export const drainFrameSchema = z.object({ t: z.literal('drain'), on: z.boolean() });

export const serverFrameSchema = z.discriminatedUnion('t', [
  welcomeFrameSchema,
  refusedFrameSchema,
  renewedFrameSchema,
  startFrameSchema,
  cancelFrameSchema,
  killFrameSchema,
  endedFrameSchema,
  creditFrameSchema,
  drainFrameSchema,
  offeredFrameSchema,
  memoedFrameSchema,
  oncedFrameSchema,
  artifactHadFrameSchema,
]);
export type ServerFrame = z.infer<typeof serverFrameSchema>;
export const serverBatchSchema = z.object({ f: z.array(serverFrameSchema).max(10_000) });
/** A batch as it travels: numbered from 1 in each direction of a connection (see link-sequence). */
export const serverMessageSchema = serverBatchSchema.extend({ i: z.number().int().min(1) });
