import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isTooDeep, maxJsonDepth } from '../contract/json-depth.ts';
import type { JsonObject } from '../contract/run.ts';
import { brokenTextIn } from '../domain/broken-text.ts';
import { InexactNumber, inexactIn, parseExact } from '../domain/exact-json.ts';
import { CommandFailure } from './command-failure.ts';
import type { Caller } from './environment.ts';
import { exitCodes } from './exit-codes.ts';
import type { Say } from './words/words.ts';

/** What `--params` and `--param` gave. */
export interface ParamOptions {
  /** JSON, `@file` or `@-` for standard input. */
  readonly params?: string;
  /** `name=value`, each. */
  readonly param?: readonly string[];
}

/** The flow's schema of parameters, as far as it is known. */
export type ParamsSchema = JsonObject | null;

/** Whether the flow's schema is needed to read these options: a value could be text or something else. */
export function needsSchema(options: ParamOptions): boolean {
  return (options.param ?? []).some((pair) => {
    const value = pair.slice(pair.indexOf('=') + 1);
    return pair.includes('=') && literal(value) !== value;
  });
}

/**
 * The parameters: `--params` as a whole, each `--param` put over it. The value of a `--param` has the type that the
 * schema gives its property; where the schema says nothing, what reads as JSON is JSON and all else is text.
 */
export async function readParams(
  options: ParamOptions,
  schema: ParamsSchema,
  caller: Caller,
  say: Say,
): Promise<JsonObject | undefined> {
  if (options.params === undefined && options.param === undefined) return undefined;
  const params: JsonObject =
    options.params === undefined ? {} : await wholeParams(options.params, caller, say);
  for (const pair of options.param ?? []) {
    const at = pair.indexOf('=');
    if (at < 1) throw usage(say('param_form', { pair }));
    const name = pair.slice(0, at);
    const text = pair.slice(at + 1);
    params[name] = isText(schema, name) ? text : literal(text);
  }
  if (isTooDeep(params)) throw usage(say('params_too_deep', { levels: maxJsonDepth }));
  const inexact = inexactIn(params);
  if (inexact !== null)
    throw usage(say('params_inexact', { place: inexact.path.join('.'), number: inexact.number.text }));
  const broken = brokenTextIn(params);
  if (broken !== null) throw usage(say('params_broken_text', { place: broken.join('.') }));
  return params;
}

async function wholeParams(given: string, caller: Caller, say: Say): Promise<JsonObject> {
  const text = given.startsWith('@') ? await fileText(given.slice(1), caller, say) : given;
  let value: unknown;
  try {
    value = parseExact(text);
  } catch (error) {
    throw usage(say('params_not_json', { detail: error instanceof Error ? error.message : String(error) }));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw usage(say('params_not_object'));
  return { ...value };
}

async function fileText(path: string, caller: Caller, say: Say): Promise<string> {
  if (path === '-') return caller.readInput();
  try {
    return readFileSync(resolve(caller.folder, path), 'utf8');
  } catch (error) {
    throw usage(say('params_file', { path, detail: error instanceof Error ? error.message : String(error) }));
  }
}

/** What a value means by itself: JSON where it is JSON, else text. */
function literal(text: string): unknown {
  try {
    const value = parseExact(text);
    // A number that would be changed by reading it, such as a long id, stays text.
    const changes = value instanceof InexactNumber || (typeof value === 'number' && String(value) !== text);
    return changes ? text : value;
  } catch {
    return text;
  }
}

function isText(schema: ParamsSchema, name: string): boolean {
  const properties = schema?.['properties'];
  if (typeof properties !== 'object' || properties === null) return false;
  const property: unknown = Object.entries(properties).find(([key]) => key === name)?.[1];
  return (
    typeof property === 'object' && property !== null && 'type' in property && property.type === 'string'
  );
}

function usage(message: string): CommandFailure {
  return new CommandFailure(exitCodes.usage, 'usage', message);
}
