import type { Bilingual } from '../contract/bilingual.ts';
import { maxJsonDepth } from '../contract/json-depth.ts';
import { brokenTextIn } from '../domain/broken-text.ts';
import { DroverError } from '../domain/drover-error.ts';
import { inexactIn, inexactWords, parseExact } from '../domain/exact-json.ts';
import { badRequest, faultAt, pointerOf } from '../domain/input-faults.ts';
import { deeperThan, type JsonFault, jsonFault } from '../domain/json-fault.ts';
import { type SentenceKey, said } from '../domain/refusals/said.ts';

/** Largest body that is taken, bytes: 4 MiB. */
export const maxBodyBytes = 4 * 1024 * 1024;

/** Levels of a body: a value that may have `maxJsonDepth`, such as parameters, in a run of a batch. */
const maxBodyDepth = maxJsonDepth + 4;

/** What a text with half of a character must contain: the text itself is UTF-8, which has none. */
const surrogate = /\\u[dD][89a-fA-F]/;

/** What a text with the key `__proto__` must contain; keys can be written with escapes. */
const suspect = /__proto__|\\u/;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a JSON body; an empty one is undefined. Throws `malformed_json` that says where the fault is, and `bad_request` for a
 * number or a text that can't be kept as it is written.
 */
export function parseJsonBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    throw new DroverError('malformed_json', said('body_not_utf8'));
  }
  const tooDeep = deeperThan(text, maxBodyDepth);
  if (tooDeep >= 0) {
    const place = placeIn(text, tooDeep);
    throw new DroverError('malformed_json', said('body_too_deep', { levels: maxBodyDepth, ...place }), {
      details: { position: tooDeep, ...place },
    });
  }
  let value: unknown;
  try {
    value = parseExact(text);
  } catch (error) {
    // It may fall short of a value that can be held, for instance by its size.
    const fault = jsonFault(text);
    if (fault === null) throw malformed(text, 0, said('json_readable'));
    throw malformed(text, fault.position, said(expectedWords[fault.expected]));
  }
  if (suspect.test(text) && hasProtoKey(value)) throw new DroverError('malformed_json', said('proto_key'));
  const inexact = inexactIn(value);
  if (inexact !== null) throw badRequest([faultAt(pointerOf(inexact.path), inexactWords(inexact.number))]);
  const broken = surrogate.test(text) ? brokenTextIn(value) : null;
  if (broken !== null) throw badRequest([faultAt(pointerOf(broken), said('broken_text'))]);
  return value;
}

/** Whether an object in it has a key that would change what another is, not what it holds, once it is copied. */
function hasProtoKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasProtoKey);
}

const expectedWords = {
  value: 'json_value',
  'value or ]': 'json_value_or_end',
  key: 'json_key',
  'key or }': 'json_key_or_end',
  ':': 'json_colon',
  ', or }': 'json_comma_or_brace',
  ', or ]': 'json_comma_or_bracket',
  end: 'json_end',
  'a whole string': 'json_string',
} as const satisfies Readonly<Record<JsonFault['expected'], SentenceKey>>;

function malformed(text: string, position: number, expected: Bilingual): DroverError {
  const { line, column } = placeIn(text, position);
  const found =
    position >= text.length ? said('end_of_body') : JSON.stringify(text.slice(position, position + 12));
  return new DroverError('malformed_json', said('not_json', { line, column, found, expected }), {
    details: { position, line, column },
  });
}

function placeIn(text: string, position: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, position);
  return { line: before.split('\n').length, column: position - before.lastIndexOf('\n') };
}
