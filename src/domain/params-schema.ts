import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { JsonObject } from '../contract/run.ts';
import { fileFormat, fileParamPattern } from '../contract/upload.ts';
import { type ParamsFault, paramsFaults } from './params-faults.ts';
import { zodFormats } from './zod-formats.ts';

/** A flow's schema made ready, or why it is not one. `doubts` are keywords and formats that would be ignored. */
export type CompiledParams =
  | { readonly ok: true; readonly doubts: readonly string[]; check(params: JsonObject): ParamsFault[] }
  | { readonly ok: false; readonly message: string };

/** Schema of a flow that declares none: any object. */
export const anyParams: JsonObject = Object.freeze({ type: 'object' });

const options: Options = {
  ...{ allErrors: true, verbose: true, strict: false, addUsedSchema: false, logger: false },
};
const strictOptions: Options = { ...options, strictSchema: true };

type Dialect = 'draft-07' | '2019-09' | '2020-12';
const compilers = new Map<string, Ajv>();

/**
 * What a parameter that takes a file holds: the name of an uploaded one, or any path, which is for a program that is run
 * without a server only.
 */
export type FileParams = 'uploaded' | 'path';

/**
 * Compiles a JSON Schema for parameters: drafts 2020-12 (also where `$schema` is absent), 2019-09 and 07. A schema
 * that cannot be compiled is a returned fault; one with unknown keywords or formats is compiled without them.
 */
export function compileParams(schema: JsonObject, files: FileParams = 'uploaded'): CompiledParams {
  const strict = compile(schema, files, true);
  if (strict.ok) return ready(schema, strict.validate, []);
  if (!/^unknown (format|keyword)|^strict mode/.test(strict.message)) return strict;
  const lenient = compile(schema, files, false);
  return lenient.ok ? ready(schema, lenient.validate, [strict.message]) : lenient;
}

type Compilation = { ok: true; validate: ValidateFunction } | { ok: false; message: string };

function compile(schema: JsonObject, files: FileParams, strict: boolean): Compilation {
  const ajv = compilerOf(dialectOf(schema), files, strict);
  for (const keyword of vendorKeywords(schema))
    if (ajv.getKeyword(keyword) === false) ajv.addKeyword(keyword);
  try {
    return { ok: true, validate: ajv.compile(schema) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  } finally {
    // The compiler would keep every schema that it has ever seen.
    ajv.removeSchema(schema);
  }
}

function ready(schema: JsonObject, validate: ValidateFunction, doubts: readonly string[]): CompiledParams {
  return {
    ok: true,
    doubts,
    check: (params) => {
      if (validate(params) === true) return [];
      const faults = paramsFaults(validate.errors ?? [], schema);
      // They hold the parameters.
      validate.errors = null;
      return faults;
    },
  };
}

function dialectOf(schema: JsonObject): Dialect {
  const given = schema['$schema'];
  const named = typeof given === 'string' ? given : '';
  if (/draft-0[67]/.test(named)) return 'draft-07';
  return named.includes('2019-09') ? '2019-09' : '2020-12';
}

function compilerOf(dialect: Dialect, files: FileParams, strict: boolean): Ajv {
  const key = `${dialect} ${files} ${strict}`;
  const known = compilers.get(key);
  if (known !== undefined) return known;
  const made = newCompiler(dialect, strict ? strictOptions : options);
  formats.default(made);
  for (const name of zodFormats) made.addFormat(name, true);
  made.addFormat(fileFormat, files === 'path' ? true : fileParamPattern);
  compilers.set(key, made);
  return made;
}

function newCompiler(dialect: Dialect, options: Options): Ajv {
  switch (dialect) {
    case 'draft-07':
      return new Ajv(options);
    case '2019-09':
      return new Ajv2019(options);
    case '2020-12':
      return new Ajv2020(options);
  }
}

/** Names that begin `x-` anywhere in the schema: annotations by convention. */
function vendorKeywords(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    if (/^x-[\w.-]+$/.test(key)) found.add(key);
    vendorKeywords(inner, found);
  }
  return found;
}
