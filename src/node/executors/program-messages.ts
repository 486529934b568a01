import { z } from 'zod';
import { maxErrorMessage, programErrorTypes } from '../../contract/error-types.ts';
import { maxJsonDepth, tooDeepWords } from '../../contract/json-depth.ts';
import { type JsonObject, jsonObjectSchema } from '../../contract/run.ts';
import { parseKeepingDigits } from '../../domain/exact-json.ts';
import { deeperThan } from '../../domain/json-fault.ts';
import { maxMessageChars } from './line-reader.ts';

/** Lines of a program's stdout that begin so are messages to Drover: the prefix, then a JSON object. */
export const messagePrefix = '::drover::';

/** Largest output of a run, and of a step's input or output, characters of JSON. */
const maxOutput = 256 * 1024;
const maxStepValue = 64 * 1024;

const stepSchema = z.object({
  step: z.enum(['start', 'end']),
  id: z.union([z.string(), z.number()]).transform(String),
  /** May be left out at the end of a step. */
  name: z.string().optional(),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  error: z.string().optional(),
});
const progressSchema = z.object({ progress: z.number(), note: z.string().nullish() });
const outputSchema = z.object({ output: jsonObjectSchema });
const artifactSchema = z.object({ artifact: z.string().min(1) });
const errorSchema = z.object({ error: z.object({ type: z.enum(programErrorTypes), message: z.string() }) });

/** An error class that the program named itself. */
export type ProgramError = z.infer<typeof errorSchema>['error'];

/** What a program said. */
export type ProgramMessage =
  | {
      readonly kind: 'step';
      readonly phase: 'start' | 'end';
      readonly id: string;
      readonly name: string | null;
      readonly input?: unknown;
      readonly output?: unknown;
      readonly error?: string;
    }
  | { readonly kind: 'progress'; readonly value: number; readonly note: string | null }
  | { readonly kind: 'output'; readonly output: JsonObject }
  | { readonly kind: 'artifact'; readonly path: string }
  | { readonly kind: 'error'; readonly error: ProgramError }
  /** Not a message that we know; `reason` in words. `output`: it would have been one. */
  | { readonly kind: 'malformed'; readonly reason: string; readonly output?: true };

/**
 * Reads a line of stdout; null when it is no message but an ordinary line. Values that are too large are replaced. `cutFrom`:
 * how many characters it had when it was cut for its length, 0: it is whole.
 */
export function readProgramMessage(line: string, cutFrom = 0): ProgramMessage | null {
  if (!line.startsWith(messagePrefix)) return null;
  const text = line.slice(messagePrefix.length);
  if (cutFrom > 0) {
    const reason = `it is too large: ${cutFrom} characters; a message may have ${maxMessageChars}, and an output ${maxOutput}`;
    return /^\s*\{\s*"output"/.test(text) ? malformedOutput(reason) : malformed(reason);
  }
  if (deeperThan(text, maxJsonDepth) >= 0) return malformed(`it is ${tooDeepWords}`);
  let value: unknown;
  try {
    value = parseKeepingDigits(text);
  } catch {
    return malformed('what follows the prefix is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return malformed('not a JSON object');
  if ('step' in value) return readStep(value);
  if ('progress' in value) {
    const { data, error } = progressSchema.safeParse(value);
    if (data === undefined) return malformed(faultOf(error));
    const note = data.note === undefined || data.note === null ? null : data.note.slice(0, 256);
    return { kind: 'progress', value: Math.min(1, Math.max(0, data.progress)), note };
  }
  if ('output' in value) {
    const { data, error } = outputSchema.safeParse(value);
    if (data === undefined) return malformedOutput(faultOf(error));
    const size = JSON.stringify(data.output).length;
    if (size > maxOutput) return malformedOutput(`the output is larger than 256 KiB (${size} characters)`);
    return { kind: 'output', output: data.output };
  }
  if ('artifact' in value) {
    const { data, error } = artifactSchema.safeParse(value);
    return data === undefined ? malformed(faultOf(error)) : { kind: 'artifact', path: data.artifact };
  }
  if ('error' in value) {
    const { data, error } = errorSchema.safeParse(value);
    if (data === undefined) return malformed(faultOf(error));
    const message = data.error.message.slice(0, maxErrorMessage);
    return { kind: 'error', error: { type: data.error.type, message } };
  }
  return malformed('none of step, progress, output, artifact, error');
}

function readStep(value: object): ProgramMessage {
  const { data, error } = stepSchema.safeParse(value);
  if (data === undefined) return malformed(faultOf(error));
  return {
    kind: 'step',
    phase: data.step,
    id: data.id.slice(0, 128),
    name: data.name?.slice(0, 256) ?? null,
    ...(data.input === undefined ? {} : { input: bounded(data.input) }),
    ...(data.output === undefined ? {} : { output: bounded(data.output) }),
    ...(data.error === undefined ? {} : { error: data.error.slice(0, maxErrorMessage) }),
  };
}

function bounded(value: unknown): unknown {
  const size = JSON.stringify(value).length;
  return size > maxStepValue
    ? { leftOut: `${size} characters of JSON; at most ${maxStepValue} are kept` }
    : value;
}

function malformed(reason: string): ProgramMessage {
  return { kind: 'malformed', reason };
}

function malformedOutput(reason: string): ProgramMessage {
  return { kind: 'malformed', reason, output: true };
}

function faultOf(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'not understood' : `${issue.path.join('.')}: ${issue.message}`;
}
