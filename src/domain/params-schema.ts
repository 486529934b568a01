import { Ajv, type Options, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { Bilingual } from '../contract/bilingual.ts';
import type { JsonObject } from '../contract/run.ts';
import { fileFormat, fileParamPattern } from '../contract/upload.ts';
import { didYouMean } from './did-you-mean.ts';
import { type ParamsFault, paramsFaults } from './params-faults.ts';
import { said } from './refusals/said.ts';
import { zodFormats } from './zod-formats.ts';

/** A flow's schema made ready, or why it is not one. `doubts` are keywords and formats that would be ignored. */
export type CompiledParams =
  | { readonly ok: true; readonly doubts: readonly ParamsDoubt[]; check(params: JsonObject): ParamsFault[] }
  | NoSchema;

/** Why a schema can't be used: `faults` where it breaks the rules of JSON Schema, else the compiler's own words alone. */
interface NoSchema {
  readonly ok: false;
  readonly message: string;
  readonly faults: readonly ParamsFault[];
}

/** What of a schema would be ignored, and what was probably meant. */
interface ParamsDoubt {
  readonly words: Bilingual;
  readonly meant: string | undefined;
}

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
  return lenient.ok ? ready(schema, lenient.validate, [doubtOf(strict.message)]) : lenient;
}

/** What is ignored, from the compiler's words, which it has for this alone. */
function doubtOf(message: string): ParamsDoubt {
  const [, keyword] = /unknown keyword: "([^"]*)"/.exec(message) ?? [];
  const { keywords } = compilerOf('2020-12', 'path', true).RULES;
  if (keyword !== undefined)
    return { words: said('keyword_ignored', { keyword }), meant: didYouMean(keyword, Object.keys(keywords)) };
  const [, format] = /unknown format "([^"]*)"/.exec(message) ?? [];
  const { formats: known } = compilerOf('2020-12', 'path', true);
  if (format !== undefined)
    return { words: said('format_ignored', { format }), meant: didYouMean(format, Object.keys(known)) };
  return { words: { en: message, zh: message }, meant: undefined };
}

type Compilation = { readonly ok: true; readonly validate: ValidateFunction } | NoSchema;

function compile(schema: JsonObject, files: FileParams, strict: boolean): Compilation {
  const ajv = compilerOf(dialectOf(schema), files, strict);
  for (const keyword of vendorKeywords(schema))
    if (ajv.getKeyword(keyword) === false) ajv.addKeyword(keyword);
  try {
    if (ajv.validateSchema(schema) === false) {
      const roots = Object.values(ajv.schemas).map((known) => known?.schema);
      return { ok: false, message: ajv.errorsText(), faults: paramsFaults(ajv.errors ?? [], roots) };
    }
    return { ok: true, validate: ajv.compile(schema) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error), faults: [] };
  } finally {
    // The compiler would keep every schema that it has ever seen.
    ajv.removeSchema(schema);
  }
}

function ready(
  schema: JsonObject,
  validate: ValidateFunction,
  doubts: readonly ParamsDoubt[],
): CompiledParams {
  return {
    ok: true,
    doubts,
    check: (params) => {
      if (validate(params) === true) return [];
      const faults = paramsFaults(validate.errors ?? [], [schema]);
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
