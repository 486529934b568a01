/**
 * A form for a flow's parameters, from their JSON Schema: which fields there are, what is typed into them, and the
 * parameters that this makes. What no field can show is typed as JSON. The server checks the whole; here each field is
 * checked by itself, so that a person hears of it at once. Rules without effects.
 */
import type { JsonObject } from '../../../../src/contract/run.ts';

export type FieldKind =
  | 'text'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'choice'
  | 'choices'
  | 'date'
  | 'datetime'
  | 'list'
  | 'file'
  | 'json';

export interface Field {
  /** Its members' names, from the outside: `['range', 'from']`. */
  readonly path: readonly string[];
  /** The path with dots between. */
  readonly key: string;
  readonly kind: FieldKind;
  readonly label: string;
  readonly help: string | null;
  readonly required: boolean;
  /** Of a choice: values as JSON text. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly min: number | null;
  readonly max: number | null;
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly pattern: string | null;
  readonly fallback: unknown;
  /** Of a list: what its members are. */
  readonly members: 'text' | 'number';
}

/** What is typed, by the fields' keys: text; `'true'` or `''` for a yes; values as JSON text for choices. */
export type Typed = Readonly<Record<string, string | readonly string[]>>;

/** What is wrong with a field, by a key of the catalogue. */
export interface FieldFault {
  readonly key:
    | 'fault.required'
    | 'fault.number'
    | 'fault.integer'
    | 'fault.min'
    | 'fault.max'
    | 'fault.minLength'
    | 'fault.maxLength'
    | 'fault.pattern'
    | 'fault.date'
    | 'fault.json';
  readonly values: Readonly<Record<string, string | number>>;
}

type Schema = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textIn = (schema: Schema, name: string): string | null => {
  const value = schema[name];
  return typeof value === 'string' && value !== '' ? value : null;
};
const numberIn = (schema: Schema, name: string): number | null => {
  const value = schema[name];
  return typeof value === 'number' ? value : null;
};

/** Member under which everything is typed as JSON, where the schema names no members. */
const everything = '';

/** The fields of an object's schema, in its order. A schema without members has one for the whole as JSON. */
export function fieldsOf(schema: JsonObject): readonly Field[] {
  const fields = membersOf(schema, schema, []);
  if (fields.length > 0 || schema['additionalProperties'] === false) return fields;
  return [{ ...blank([], false), key: everything, kind: 'json', label: textIn(schema, 'title') ?? '' }];
}

function membersOf(root: Schema, schema: Schema, path: readonly string[]): Field[] {
  const { properties, required } = schema;
  if (!isObject(properties)) return [];
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(properties).flatMap(([name, given]): Field[] => {
    const member = isObject(given) ? resolved(root, given) : {};
    const here = [...path, name];
    // One level of grouping is shown as fields; deeper ones as JSON.
    if (path.length === 0 && member['type'] === 'object' && isObject(member['properties']))
      return membersOf(root, member, here);
    return [fieldOf(member, here, needed.includes(name))];
  });
}

/** Follows `#/$defs/x`, and takes the only meaningful one of `anyOf` with null. */
function resolved(root: Schema, schema: Schema): Schema {
  const reference = schema['$ref'];
  if (typeof reference === 'string' && reference.startsWith('#/')) {
    const found = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), root);
    return isObject(found) ? { ...found, ...schema } : schema;
  }
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (!Array.isArray(choices)) return schema;
  const meant = choices.filter((one): one is Schema => isObject(one) && one['type'] !== 'null');
  return meant.length === 1 ? { ...meant[0], ...schema } : schema;
}

function blank(path: readonly string[], required: boolean): Field {
  return {
    path,
    key: path.join('.'),
    kind: 'json',
    label: path.at(-1) ?? '',
    help: null,
    required,
    options: [],
    min: null,
    max: null,
    minLength: null,
    maxLength: null,
    pattern: null,
    fallback: undefined,
    members: 'text',
  };
}

function fieldOf(schema: Schema, path: readonly string[], required: boolean): Field {
  const options = optionsOf(schema);
  const field: Field = {
    ...blank(path, required),
    label: textIn(schema, 'title') ?? path.join('.'),
    help: textIn(schema, 'description'),
    fallback: schema['default'],
    min: numberIn(schema, 'minimum'),
    max: numberIn(schema, 'maximum'),
    minLength: numberIn(schema, 'minLength'),
    maxLength: numberIn(schema, 'maxLength'),
    pattern: textIn(schema, 'pattern'),
  };
  if (options !== null) return { ...field, kind: 'choice', options };
  const types: readonly unknown[] = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
  switch (types.find((type) => type !== 'null')) {
    case 'string':
      return { ...field, kind: textKind(textIn(schema, 'format')) };
    case 'number':
      return { ...field, kind: 'number' };
    case 'integer':
      return { ...field, kind: 'integer' };
    case 'boolean':
      return { ...field, kind: 'boolean' };
    case 'array': {
      const items = isObject(schema['items']) ? schema['items'] : {};
      const several = optionsOf(items);
      if (several !== null) return { ...field, kind: 'choices', options: several };
      if (items['type'] === 'string') return { ...field, kind: 'list' };
      if (items['type'] === 'number' || items['type'] === 'integer')
        return { ...field, kind: 'list', members: 'number' };
      return field;
    }
    default:
      return field;
  }
}

function textKind(format: string | null): FieldKind {
  if (format === 'date') return 'date';
  if (format === 'date-time') return 'datetime';
  return format === 'drover-file' ? 'file' : 'text';
}

function optionsOf(schema: Schema): Field['options'] | null {
  if (Array.isArray(schema['enum'])) {
    return schema['enum'].map((value: unknown) => ({
      value: JSON.stringify(value),
      label: typeof value === 'string' ? value : JSON.stringify(value),
    }));
  }
  const choices = schema['oneOf'] ?? schema['anyOf'];
  if (!Array.isArray(choices) || choices.length === 0) return null;
  const named = choices.filter((one): one is Schema => isObject(one) && 'const' in one);
  if (named.length !== choices.length) return null;
  return named.map((one) => ({
    value: JSON.stringify(one['const']),
    label: textIn(one, 'title') ?? String(one['const']),
  }));
}

function valueAt(params: JsonObject, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => (isObject(at) ? at[name] : undefined), params);
}

/** What stands in the fields for these parameters; what is absent has the schema's default. */
export function typedOf(fields: readonly Field[], params: JsonObject): Typed {
  return Object.fromEntries(
    fields.map((field) => {
      if (field.key === everything)
        return [everything, Object.keys(params).length === 0 ? '' : JSON.stringify(params, null, 2)];
      return [field.key, typedValue(field, valueAt(params, field.path) ?? field.fallback)];
    }),
  );
}

function typedValue(field: Field, value: unknown): string | readonly string[] {
  if (value === undefined || value === null) return field.kind === 'choices' ? [] : '';
  switch (field.kind) {
    case 'boolean':
      return value === true ? 'true' : '';
    case 'choice':
      return JSON.stringify(value);
    case 'choices':
      return Array.isArray(value) ? value.map((one) => JSON.stringify(one)) : [];
    case 'list':
      return Array.isArray(value) ? value.map(String).join('\n') : '';
    case 'json':
      return JSON.stringify(value, null, 2);
    default:
      return typeof value === 'string' ? value : JSON.stringify(value);
  }
}

/** What is wrong with what is typed; null: nothing. */
export function faultOf(field: Field, typed: Typed): FieldFault | null {
  const value = typed[field.key] ?? '';
  const fault = (key: FieldFault['key'], values: FieldFault['values'] = {}): FieldFault => ({ key, values });
  if (value === '' || (Array.isArray(value) && value.length === 0))
    return field.required && field.kind !== 'boolean' ? fault('fault.required') : null;
  if (typeof value !== 'string') return null;
  switch (field.kind) {
    case 'number':
    case 'integer': {
      const number = Number(value);
      if (value.trim() === '' || Number.isNaN(number)) return fault('fault.number');
      if (field.kind === 'integer' && !Number.isInteger(number)) return fault('fault.integer');
      if (field.min !== null && number < field.min) return fault('fault.min', { min: field.min });
      return field.max !== null && number > field.max ? fault('fault.max', { max: field.max }) : null;
    }
    case 'text':
      if (field.minLength !== null && value.length < field.minLength)
        return fault('fault.minLength', { min: field.minLength });
      if (field.maxLength !== null && value.length > field.maxLength)
        return fault('fault.maxLength', { max: field.maxLength });
      return field.pattern !== null && !fits(field.pattern, value)
        ? fault('fault.pattern', { pattern: field.pattern })
        : null;
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) ? null : fault('fault.date');
    case 'datetime':
      return Number.isNaN(Date.parse(value)) ? fault('fault.date') : null;
    case 'list':
      return field.members === 'number' && linesOf(value).some((line) => Number.isNaN(Number(line)))
        ? fault('fault.number')
        : null;
    case 'json':
      return parsed(value) === undefined || (field.key === everything && !isObject(parsed(value)))
        ? fault('fault.json')
        : null;
    default:
      return null;
  }
}

function fits(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    // The server, which has the last word, knows whether it can be used.
    return true;
  }
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

function parsed(text: string): unknown {
  try {
    // Any value may be meant.
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The parameters that the form makes; members that no field shows keep their value from `before`. */
export function paramsOf(fields: readonly Field[], typed: Typed, before: JsonObject = {}): JsonObject {
  if (fields.some(({ key }) => key === everything)) {
    const value = parsed(String(typed[everything] ?? ''));
    return isObject(value) ? { ...value } : {};
  }
  let params: JsonObject = { ...before };
  for (const field of fields)
    params = withValue(params, field.path, paramValue(field, typed[field.key] ?? ''));
  return params;
}

function withValue(params: JsonObject, path: readonly string[], value: unknown): JsonObject {
  const [name = '', ...rest] = path;
  if (rest.length > 0) {
    const inner = params[name];
    const next = withValue(isObject(inner) ? { ...inner } : {}, rest, value);
    // A group that was never there and stays empty is not made.
    if (Object.keys(next).length === 0 && inner === undefined) return params;
    return { ...params, [name]: next };
  }
  if (value !== undefined) return { ...params, [name]: value };
  const { [name]: _absent, ...others } = params;
  return others;
}

/** undefined: left out. */
function paramValue(field: Field, value: string | readonly string[]): unknown {
  if (typeof value !== 'string')
    return value.length === 0 && !field.required ? undefined : value.map((one) => parsed(one));
  if (field.kind === 'boolean')
    return value === 'true' ? true : field.required || field.fallback === true ? false : undefined;
  if (value === '') return undefined;
  switch (field.kind) {
    case 'number':
    case 'integer':
      return Number(value);
    case 'choice':
    case 'json':
      return parsed(value);
    case 'list':
      return linesOf(value).map((line) => (field.members === 'number' ? Number(line) : line));
    default:
      return value;
  }
}

/** The fields whose value is another one than before. */
export function changedFields(fields: readonly Field[], typed: Typed, before: Typed): ReadonlySet<string> {
  return new Set(
    fields
      .filter(({ key }) => JSON.stringify(typed[key] ?? '') !== JSON.stringify(before[key] ?? ''))
      .map(({ key }) => key),
  );
}

/** Which field a fault of the server (`/params/range/from`) belongs to; null: none of them. */
export function fieldOfFault(fields: readonly Field[], path: string): Field | null {
  const parts = path
    .replace(/^\/params\/?/, '')
    .split('/')
    .filter((part) => part !== '');
  return (
    fields.find(({ key }) => key === parts.join('.')) ??
    fields.find(({ path: own }) => own.length > 0 && own.every((part, place) => parts[place] === part)) ??
    null
  );
}
