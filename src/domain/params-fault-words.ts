import type { ErrorObject } from 'ajv';
import type { Bilingual } from '../contract/bilingual.ts';
import { fileFormat } from '../contract/upload.ts';
import { didYouMean } from './did-you-mean.ts';
import { withGiven } from './given-value.ts';
import { nothingSaid, said, withMeant } from './refusals/said.ts';
import {
  mustBeOneOf,
  mustBeType,
  mustHaveCharacters,
  mustHaveFormat,
  mustNotBeOneOf,
  shownValues,
} from './value-words.ts';
import { zodFormats } from './zod-formats.ts';

/** Most names of known members that are told. */
const shownNames = 12;

/**
 * The member of the value at `instancePath` that an error is about, by its name; null: the value itself. A member that is
 * missing or not known is one of those.
 */
export function memberOf({ keyword, params }: ErrorObject): string | null {
  const name: unknown =
    keyword === 'propertyNames'
      ? params['propertyName']
      : (params['missingProperty'] ?? params['additionalProperty'] ?? params['unevaluatedProperty']);
  return typeof name === 'string' ? name : null;
}

/**
 * What a JSON Schema finds wrong, in both languages, to be put behind the path of what it is about, which is `path`: what
 * must be there, what was given instead, and what was probably meant. Errors come with the schema and the data (ajv's
 * `verbose`). Source of the parameters of each keyword: https://ajv.js.org/api.html#error-parameters
 */
export function paramsFaultWords(error: ErrorObject, path: string): Bilingual {
  const { keyword, params, data } = error;
  const of = (name: string): unknown => params[name];
  const given = (fault: Bilingual, value: unknown = data): Bilingual => withGiven(fault, value, path);
  const count = Number(of('limit') ?? of('len'));
  switch (keyword) {
    case 'required':
      return missing(schemaOf(error, 'properties', String(of('missingProperty'))));
    case 'dependentRequired':
    case 'dependencies':
      return said('missing_beside', { property: String(of('property')) });
    case 'type':
      return given(mustBeType(...[of('type')].flat().map(String)));
    case 'enum':
      return oneOfWords([of('allowedValues')].flat(), data, path);
    case 'const':
      return oneOfWords([of('allowedValue')], data, path);
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return notKnown(error);
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
    case 'formatMinimum':
    case 'formatExclusiveMinimum':
    case 'formatMaximum':
    case 'formatExclusiveMaximum':
      return given(
        said(bounds[String(of('comparison'))] ?? 'not_as_required', { bound: String(of('limit')) }),
      );
    case 'multipleOf':
      return given(said('multiple_of', { divisor: String(of('multipleOf')) }));
    case 'minLength':
      return count === 1 ? mustHaveCharacters(1) : given(mustHaveCharacters(count), lengthOf(data));
    case 'maxLength':
      return given(said('most_characters', { count }), lengthOf(data));
    case 'minItems':
    case 'minProperties':
      return given(said('fewest_entries', { count }), lengthOf(data));
    case 'maxItems':
    case 'maxProperties':
    case 'items':
    case 'additionalItems':
    case 'unevaluatedItems':
      return given(said('most_entries', { count }), lengthOf(data));
    case 'uniqueItems':
      return said('entries_same', { first: Number(of('j')) + 1, second: Number(of('i')) + 1 });
    case 'pattern':
      return given(patternWords(error));
    case 'format':
      if (of('format') === fileFormat) return said('not_uploaded');
      return given(formatWords(String(of('format'))));
    case 'contains':
      return fewFit(Number(of('minContains')), of('maxContains'), formOf(error.schema));
    case 'oneOf':
      return fitsTwo(of('passingSchemas'));
    case 'anyOf':
      return said('fits_none');
    case 'not':
      return forbidden(error.schema, data, path);
    case 'false schema':
      return said('never_given');
    default:
      return said('not_as_keyword', { keyword });
  }
}

/** A name that is not taken, by what is wrong with it. */
export function nameWords(fault: Bilingual): Bilingual {
  return said('name_form', { fault });
}

/** What a value must be one of, with what was given and which of them was probably meant. */
export function oneOfWords(allowed: readonly unknown[], given: unknown, path: string): Bilingual {
  const texts = allowed.filter((value) => typeof value === 'string');
  const meant = typeof given === 'string' ? didYouMean(given, texts) : undefined;
  return withMeant(withGiven(mustBeOneOf(allowed), given, path), meant);
}

const bounds: Readonly<Record<string, 'not_below' | 'above' | 'not_above' | 'below'>> = {
  '>=': 'not_below',
  '>': 'above',
  '<=': 'not_above',
  '<': 'below',
};

type Schema = Readonly<Record<string, unknown>>;
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function schemaOf({ parentSchema }: ErrorObject, part: string, name: string): unknown {
  const parts: unknown = isSchema(parentSchema) ? parentSchema[part] : undefined;
  return isSchema(parts) && Object.hasOwn(parts, name) ? parts[name] : undefined;
}

function missing(schema: unknown): Bilingual {
  const form = formOf(schema);
  return form === undefined ? said('missing') : said('missing_form', { form });
}

/** A time of JSON Schema has an offset, other than those that the API takes. Source: RFC 3339, full-time. */
function formatWords(format: string): Bilingual {
  return mustHaveFormat(format === 'time' ? 'full-time' : format);
}

function patternWords({ params, parentSchema }: ErrorObject): Bilingual {
  const format: unknown = isSchema(parentSchema) ? parentSchema['format'] : undefined;
  if (typeof format === 'string' && zodFormats.includes(format)) return mustHaveFormat(format);
  return said('no_pattern', { pattern: String(params['pattern']) });
}

/** What a schema asks for, as far as it is told in a few words. */
function formOf(schema: unknown): Bilingual | undefined {
  if (!isSchema(schema)) return undefined;
  const { type, format } = schema;
  if (Object.hasOwn(schema, 'const')) return mustBeOneOf([schema['const']]);
  if (Array.isArray(schema['enum'])) return mustBeOneOf(schema['enum']);
  if (format === fileFormat) return said('not_uploaded');
  if (typeof format === 'string') return formatWords(format);
  if (typeof type === 'string' || Array.isArray(type)) return mustBeType(...[type].flat().map(String));
  return undefined;
}

function notKnown(error: ErrorObject): Bilingual {
  const { parentSchema } = error;
  const properties: unknown = isSchema(parentSchema) ? parentSchema['properties'] : undefined;
  const known = isSchema(properties) ? Object.keys(properties) : [];
  if (known.length === 0) return said('member_not_known');
  const names = known.slice(0, shownNames);
  const more = known.length > shownNames ? ', …' : '';
  const fault = said('member_known', {
    names: { en: `${names.join(', ')}${more}`, zh: `${names.join('、')}${more === '' ? '' : '……'}` },
  });
  return withMeant(fault, didYouMean(memberOf(error) ?? '', known));
}

function fewFit(count: number, most: unknown, inner: Bilingual | undefined): Bilingual {
  const form = inner === undefined ? nothingSaid : said('entry_form', { form: inner });
  return typeof most === 'number'
    ? said('entries_fit_range', { count, most, form })
    : said('entries_fit', { count, form });
}

function fitsTwo(passing: unknown): Bilingual {
  if (!Array.isArray(passing)) return said('fits_none');
  return said('fits_two', { first: Number(passing[0]) + 1, second: Number(passing[1]) + 1 });
}

function forbidden(schema: unknown, given: unknown, path: string): Bilingual {
  if (isSchema(schema)) {
    if (Array.isArray(schema['enum'])) return mustNotBeOneOf(schema['enum']);
    if (Object.hasOwn(schema, 'const')) return mustNotBeOneOf([schema['const']]);
    const { required } = schema;
    if (Array.isArray(required) && required.length > 0 && Object.keys(schema).length === 1)
      return said(required.length === 1 ? 'not_member' : 'not_together', { names: shownValues(required) });
    if (Object.keys(schema).length === 0) return said('never_given');
  }
  return withGiven(said('not_as_keyword', { keyword: 'not' }), given, path);
}

/** Characters of a text as JSON Schema counts them, entries of a list, members of an object. */
function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return [...value].length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined;
}
