import { z } from 'zod';
import { maxErrorMessage, runErrorTypes } from '../../contract/error-types.ts';
import { type JsonObject, jsonObjectSchema } from '../../contract/run.ts';

/*
 * What the node and a running flow say to each other. A flow in a process of its own reads one JSON object a line on its
 * standard input and writes the same on its file descriptor 3; flows in a thread exchange lists of the same messages, each
 * with the number of its run.
 *
 *   node → flow   start (first), stop (at most once), answer (to memo and once)
 *   flow → node   step, progress, artifact, log (threads only: a process prints), memo, once, end (last)
 */

/** The attempt to execute, and where its function is. */
export interface FlowStart {
  readonly tell: 'start';
  readonly flow: string;
  /** Absolute paths: the file that makes the flow, and the configuration that lists it. */
  readonly entry: string;
  readonly config: string;
  readonly run: string;
  readonly attempt: number;
  readonly platform: string | null;
  readonly shopId: string | null;
  readonly taskType: string | null;
  readonly params: JsonObject;
  /** Values of ended steps; `value` is absent where a step gave none. */
  readonly memos: readonly { readonly name: string; readonly value?: unknown }[];
  /** Folder for files to keep, made when it is needed. */
  readonly artifacts: string;
  /** Folder that relative paths start from. */
  readonly cwd: string;
}

/** What a flow hears. */
export type FlowTold =
  | FlowStart
  | { readonly tell: 'stop'; readonly reason: 'cancel' | 'timeout' | 'stop' }
  | { readonly tell: 'answer'; readonly id: number; readonly value?: unknown; readonly fault?: string };

const id = z.number().int();
const stepName = z.string().min(1).max(128);

/** What a flow says. */
export const flowSaidSchema = z.discriminatedUnion('say', [
  z.object({
    say: z.literal('step'),
    phase: z.enum(['start', 'end']),
    name: stepName,
    output: z.unknown().optional(),
    error: z.string().max(4096).optional(),
  }),
  z.object({
    say: z.literal('progress'),
    value: z.number().min(0).max(1),
    note: z.string().max(256).nullable(),
  }),
  z.object({ say: z.literal('artifact'), path: z.string() }),
  z.object({ say: z.literal('log'), stream: z.enum(['out', 'err']), text: z.string() }),
  z.object({ say: z.literal('memo'), id, name: stepName, value: z.unknown().optional() }),
  z.object({
    say: z.literal('once'),
    id,
    phase: z.enum(['begin', 'done', 'release']),
    key: z.string(),
    ttlSeconds: z.number(),
    value: z.unknown().optional(),
  }),
  z.object({
    say: z.literal('end'),
    output: jsonObjectSchema.nullable(),
    error: z.object({ type: z.enum(runErrorTypes), message: z.string().max(maxErrorMessage) }).nullable(),
    /** The flow knew that it was to end. */
    stopped: z.boolean(),
    /** It has made its folder for files. */
    usedFolder: z.boolean(),
  }),
]);
export type FlowSaid = z.infer<typeof flowSaidSchema>;

/** What a thread hears: what is for which of its runs. */
export type ThreadTold = readonly (readonly [run: number, told: FlowTold])[];
/** What a thread says. */
export type ThreadSaid = readonly (readonly [run: number, said: FlowSaid])[];
