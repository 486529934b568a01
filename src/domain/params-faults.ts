/**
 * The faults that a person is told of, from all that a JSON Schema's check reports. A check of alternatives reports what is
 * wrong with every one of them, then that none fits; told is what is wrong with the alternative that was probably meant, or
 * which ones there are. In the same way an `if`, `contains` or `propertyNames` comes after what is wrong within it.
 */
import type { ErrorObject } from 'ajv';
import type { Bilingual } from '../contract/bilingual.ts';
import { withGiven } from './given-value.ts';
import { pointerOf } from './input-faults.ts';
import { memberOf, nameWords, oneOfWords, paramsFaultWords } from './params-fault-words.ts';
import { alternatives, said } from './refusals/said.ts';
import { mustBeType, shownValues } from './value-words.ts';

/** Why parameters do not fit: `path` such as `/orders/0/id` (empty: the parameters as a whole). */
export interface ParamsFault {
  readonly path: string;
  /** The value that decides it: that of the path, or the object which lacks it or has it too many. */
  readonly at: string;
  /** Of what is there and must not be: its name, which who gives it has chosen. */
  readonly stranger: string | null;
  readonly words: Bilingual;
}

/** A fault with what tells it from those of other alternatives. */
interface Finding extends ParamsFault {
  readonly keyword: string;
  /** The schema that it comes from. */
  readonly schema: unknown;
  readonly data: unknown;
  /** Of `required`: what is missing. */
  readonly member: string | null;
  /** Of `type`: the types allowed; of `const` and `enum`: the values. */
  readonly allowed: readonly unknown[];
}

const strange = ['additionalProperties', 'unevaluatedProperties', 'propertyNames'];

/** Most errors that are looked at: a list may have as many as entries. */
const mostErrors = 500;

/**
 * The faults of a check that has reported all errors, with their schemas and data. In `roots`, which is the schema itself or
 * what it is made of, stands what is referred to.
 */
export function paramsFaults(errors: readonly ErrorObject[], roots: readonly unknown[]): ParamsFault[] {
  const found: Finding[] = [];
  const walked = new Map<unknown, Reach>();
  const reach = (schema: unknown): Reach => {
    const known = walked.get(schema) ?? { here: inPlace(schema, roots), all: within(schema, roots) };
    walked.set(schema, known);
    return known;
  };
  for (const error of errors.slice(0, mostErrors)) {
    const inner = innerOf(error).map(reach);
    const own: Finding[] = [];
    for (let last = found.at(-1); last !== undefined && isInner(last, error, inner); last = found.at(-1)) {
      own.unshift(last);
      found.pop();
    }
    found.push(...merged(error, own, inner));
  }
  return found
    .filter((one) => !isPatternOfFormat(one, found))
    .map(({ path, at, stranger, words }) => ({ path, at, stranger, words }));
}

/** Schemas that a schema consists of: those of the same value, and all with those of what is in it. */
interface Reach {
  readonly here: ReadonlySet<unknown>;
  readonly all: ReadonlySet<unknown>;
}

/** zod writes a format's pattern beside it: the format says it better. */
function isPatternOfFormat({ keyword, at, schema }: Finding, found: readonly Finding[]): boolean {
  return (
    keyword === 'pattern' &&
    found.some((other) => other.keyword === 'format' && other.at === at && other.schema === schema)
  );
}

/** The schemas whose errors come before this one. */
function innerOf({ keyword, schema, parentSchema, params }: ErrorObject): unknown[] {
  switch (keyword) {
    case 'anyOf':
    case 'oneOf':
      return Array.isArray(params['passingSchemas']) || !Array.isArray(schema) ? [] : schema;
    case 'contains':
    case 'propertyNames':
      return [schema];
    case 'if':
      return [parentSchema?.[String(params['failingKeyword'])]];
    default:
      return [];
  }
}

function isInner(one: Finding, { instancePath }: ErrorObject, inner: readonly Reach[]): boolean {
  return (
    (one.at === instancePath || one.at.startsWith(`${instancePath}/`)) &&
    inner.some((part) => isOf(one, part, instancePath))
  );
}

const isOf = ({ at, schema }: Finding, { here, all }: Reach, path: string): boolean =>
  (at === path ? here : all).has(schema);

function merged(error: ErrorObject, own: readonly Finding[], inner: readonly Reach[]): readonly Finding[] {
  const [first] = own;
  switch (error.keyword) {
    case 'anyOf':
    case 'oneOf': {
      const parts = inner.map((part) => own.filter((one) => isOf(one, part, error.instancePath)));
      return meantOf(
        error,
        parts.filter((part) => part.length > 0),
      );
    }
    case 'propertyNames': {
      const named = finding(error);
      return [first === undefined ? named : { ...named, words: nameWords(first.words) }];
    }
    case 'if':
      return first === undefined ? [finding(error)] : own;
    default:
      return [finding(error)];
  }
}

function finding(error: ErrorObject): Finding {
  const { instancePath: at, keyword, parentSchema, data, params } = error;
  const member = memberOf(error);
  const path = member === null ? at : `${at}${pointerOf([member])}`;
  const allowed: unknown =
    keyword === 'type' ? params['type'] : (params['allowedValues'] ?? [params['allowedValue']]);
  return {
    ...{ path, at, keyword, data, member, schema: parentSchema, words: paramsFaultWords(error, path) },
    stranger: strange.includes(keyword) ? member : null,
    allowed: [allowed].flat(),
  };
}

/** What to tell of alternatives, each with its own faults, none of which fits. */
function meantOf(error: ErrorObject, parts: readonly (readonly Finding[])[]): readonly Finding[] {
  const union = finding(error);
  const { at, data } = union;
  const none = (words: Bilingual): Finding[] => [{ ...union, words }];
  if (parts.length === 0) return [union];
  const ofKind = parts.filter((part) => !part.some((one) => isOtherKind(one, at)));
  if (ofKind.length === 0)
    return none(
      kindWords(
        parts.flat().filter((one) => isOtherKind(one, at)),
        data,
        at,
      ),
    );
  const fewest = Math.min(...ofKind.map(choices));
  const near = ofKind.filter((part) => choices(part) === fewest);
  const told = fewest === 0 ? undefined : sharedChoice(near);
  if (told !== undefined) return [told];
  if (near.every(([one, ...more]) => more.length === 0 && one?.keyword === 'required' && one.at === at)) {
    const names = [...new Set(near.flatMap((part) => part.map(({ member }) => member)))];
    if (names.length > 1) return none(said('missing_any', { names: shownValues(names) }));
  }
  return near.toSorted((a, b) => a.length - b.length)[0] ?? [union];
}

/** The value itself is of another type, or another value. */
function isOtherKind({ keyword, at }: Finding, union: string): boolean {
  return at === union && (keyword === 'type' || isChoice({ keyword }));
}

const isChoice = ({ keyword }: Pick<Finding, 'keyword'>): boolean =>
  keyword === 'const' || keyword === 'enum';
const choices = (part: readonly Finding[]): number => part.filter(isChoice).length;

/** Which types and values there are. */
function kindWords(kinds: readonly Finding[], data: unknown, path: string): Bilingual {
  const values = new Set(kinds.filter(isChoice).flatMap(({ allowed }) => allowed));
  const types = new Set(kinds.filter((one) => !isChoice(one)).flatMap(({ allowed }) => allowed.map(String)));
  if (values.size > 0 && types.delete('null')) values.add(null);
  if (types.size === 0) return oneOfWords([...values], data, path);
  const typed = mustBeType(...types);
  return values.size === 0
    ? withGiven(typed, data, path)
    : alternatives([typed, oneOfWords([...values], data, path)]);
}

/** The member by whose value all alternatives are told apart, when it has none of theirs. */
function sharedChoice(parts: readonly (readonly Finding[])[]): Finding | undefined {
  const [first = [], ...others] = parts;
  for (const one of first.filter(isChoice)) {
    const same = others.map((part) => part.find((other) => isChoice(other) && other.path === one.path));
    const all = [one, ...same.flatMap((other) => other ?? [])];
    if (all.length < parts.length) continue;
    const allowed = [...new Set(all.flatMap((other) => other.allowed))];
    return { ...one, keyword: 'enum', allowed, words: oneOfWords(allowed, one.data, one.path) };
  }
  return undefined;
}

/** A schema with all that is in it and that it refers to by a JSON pointer. */
function within(schema: unknown, roots: readonly unknown[], seen = new Set<unknown>()): Set<unknown> {
  if (seen.has(schema)) return seen;
  seen.add(schema);
  if (typeof schema !== 'object' || schema === null) return seen;
  for (const [key, inner] of Object.entries(schema))
    within(key === '$ref' ? referred(inner, roots) : inner, roots, seen);
  return seen;
}

/** Keywords whose schema, or whose schemas, are laid on the same value. */
const alone = ['if', 'then', 'else'];
const several = ['allOf', 'anyOf', 'oneOf', 'dependentSchemas', 'dependencies'];
const partsOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value) : [];

/** A schema with those that it lays on the same value. */
function inPlace(schema: unknown, roots: readonly unknown[], seen = new Set<unknown>()): Set<unknown> {
  if (seen.has(schema)) return seen;
  seen.add(schema);
  if (typeof schema !== 'object' || schema === null) return seen;
  for (const [key, inner] of Object.entries(schema)) {
    if (key === '$ref') inPlace(referred(inner, roots), roots, seen);
    else if (alone.includes(key)) inPlace(inner, roots, seen);
    else if (several.includes(key)) for (const one of partsOf(inner)) inPlace(one, roots, seen);
  }
  return seen;
}

/** What a JSON pointer refers to, in the first root that has it. */
function referred(reference: unknown, roots: readonly unknown[]): unknown {
  if (typeof reference !== 'string' || !/^#(?:\/|$)/.test(reference)) return undefined;
  const parts = reference
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
  const found = (root: unknown): unknown =>
    parts.reduce<unknown>((at, part) => {
      const descriptor =
        typeof at === 'object' && at !== null ? Object.getOwnPropertyDescriptor(at, part) : undefined;
      return descriptor?.value as unknown; // of a schema, which is JSON
    }, root);
  return roots.map(found).find((one) => one !== undefined);
}
