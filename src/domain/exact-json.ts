/**
 * JSON read without changing its numbers. `JSON.parse` makes 1234567890123456789 into 1234567890123456800 and 1e999 into
 * infinity: an id so read names something else.
 */
import type { Bilingual } from '../contract/bilingual.ts';
import { said } from './refusals/said.ts';

/** Digits of which a number may lose some, or an exponent beyond what there is. */
const suspect = /\d{16}|[eE]\+?\d{3}/;
const whole = /^-?\d+$/;
/** A string as a whole, so that nothing in it counts; or, from its beginning, a number that may be such a one. */
const longToken =
  /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?(?:\d{16,}(?:\.\d+)?(?:[eE][+-]?\d+)?|\d+(?:\.\d+)?[eE]\+?\d{3,})/gs;

/** A number that a double can't hold, as it was written. */
export class InexactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): string {
    return this.text;
  }

  /** Whether it is a whole number written with nothing but digits, as an id is. */
  get isWhole(): boolean {
    return whole.test(this.text);
  }
}

/** Like `JSON.parse`, with an `InexactNumber` for each number that would change. Fractions are rounded as ever. Throws `SyntaxError`. */
export function parseExact(text: string): unknown {
  return parseWith(text, (source) => new InexactNumber(source));
}

/** The same with such numbers as text: for what nobody can be asked to send again. Throws `SyntaxError`. */
export function parseKeepingDigits(text: string): unknown {
  return parseWith(text, (source) => source);
}

function parseWith(text: string, inexact: (source: string) => unknown): unknown {
  const plain: unknown = JSON.parse(text);
  if (!suspect.test(text) || !hasInexact(text)) return plain;
  // A reviver would be called for each value of the text. With quotes around such numbers, what is a number here and text there is one.
  const quoted: unknown = JSON.parse(
    text.replace(longToken, (token) => (isInexact(token) ? `"${token}"` : token)),
  );
  const root = { value: plain };
  replaceQuoted(root, { value: quoted }, inexact);
  return root.value;
}

/** Puts `inexact` of its text in the place of each number that is text in the other, which is the same beside that. */
function replaceQuoted(root: object, quotedRoot: object, inexact: (source: string) => unknown): void {
  const left: [object, object][] = [[root, quotedRoot]];
  for (let pair = left.pop(); pair !== undefined; pair = left.pop()) {
    // Members of their own, whatever they are.
    const [numbers, texts] = pair as [Record<string, unknown>, Record<string, unknown>];
    for (const key of Object.keys(numbers)) {
      const [member, quoted] = [numbers[key], texts[key]];
      if (typeof member === 'number' && typeof quoted === 'string')
        // An assignment to `__proto__` would be something else.
        Object.defineProperty(numbers, key, { value: inexact(quoted) });
      else if (isObject(member) && isObject(quoted)) left.push([member, quoted]);
    }
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Where in a value a number was found. */
export interface InexactPlace {
  /** Keys and indexes, outermost first. */
  readonly path: readonly (string | number)[];
  readonly number: InexactNumber;
}

/** The first such number of a value; null: none. */
export function inexactIn(value: unknown): InexactPlace | null {
  if (value instanceof InexactNumber) return { path: [], number: value };
  if (typeof value !== 'object' || value === null) return null;
  for (const key of Object.keys(value)) {
    // An object's own key.
    const found = inexactIn((value as Readonly<Record<string, unknown>>)[key]);
    if (found !== null) {
      const { path, number } = found;
      return { path: [Array.isArray(value) ? Number(key) : key, ...path], number };
    }
  }
  return null;
}

/** What is to be said of it, after where it is. */
export function inexactWords({ text, isWhole }: InexactNumber): Bilingual {
  const number = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return isWhole ? said('digits_lost', { number }) : said('number_too_large', { number });
}

/** Whether a number outside of the strings is such a one. Only of JSON: an open string would be looked for from each quote. */
function hasInexact(text: string): boolean {
  for (const [token] of text.matchAll(longToken)) if (isInexact(token)) return true;
  return false;
}

const isInexact = (token: string): boolean => !token.startsWith('"') && !holds(Number(token), token);

function holds(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false;
  return Number.isSafeInteger(value) || !whole.test(source) || BigInt(source) === BigInt(value);
}
