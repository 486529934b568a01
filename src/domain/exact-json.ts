/**
 * JSON read without changing its numbers. `JSON.parse` makes 1234567890123456789 into 1234567890123456800 and 1e999 into
 * infinity: an id so read names something else.
 */
import type { Bilingual } from '../contract/bilingual.ts';
import { said } from './refusals/said.ts';

/** Digits of which a number may lose some, or an exponent beyond what there is. */
const suspect = /\d{16}|[eE]\+?\d{3}/;
const whole = /^-?\d+$/;
/** A string as a whole, so that nothing in it counts; or a number that may be such a one. */
const longToken =
  /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d{16,}(?:\.\d+)?(?:[eE][+-]?\d+)?|-?\d+(?:\.\d+)?[eE]\+?\d{3,}/gs;

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
  // What is told of each number costs thirty times as much as reading it.
  if (!suspect.test(text) || !hasInexact(text)) return plain;
  // The third argument is in the standard and in Node 24; the types do not know it yet.
  const parse = JSON.parse as (
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ) => unknown;
  return parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && !holds(value, source) ? inexact(source) : value,
  );
}

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
  for (const [token] of text.matchAll(longToken)) {
    if (token.startsWith('"')) continue;
    if (!holds(Number(token), token)) return true;
  }
  return false;
}

function holds(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false;
  return Number.isSafeInteger(value) || !whole.test(source) || BigInt(source) === BigInt(value);
}
