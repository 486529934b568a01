/**
 * Checks of `POST /rpa/v1/exec`, with the faults that clients of the original know (pydantic 2 behind FastAPI): what is
 * taken, the order of faults and their words are theirs.
 */
import type { ExecBody, ExecFault } from '../contract/exec.ts';
import { maxJsonDepth, tooDeepWords } from '../contract/json-depth.ts';
import { brokenTextIn } from './broken-text.ts';
import { InexactNumber, inexactIn, inexactWords, parseExact } from './exact-json.ts';
import { deeperThan, jsonFault } from './json-fault.ts';

export type ExecReading =
  | { readonly ok: true; readonly token: string; readonly body: ExecBody }
  | { readonly ok: false; readonly faults: readonly ExecFault[] };

const missing = (loc: readonly string[], input: unknown): ExecFault => ({
  type: 'missing',
  loc: [...loc],
  msg: 'Field required',
  input,
});

/** Reads a request: the value of its header `Authorization`, its content type and its body. */
export function readExecRequest(
  authorization: string | undefined,
  contentType: string | undefined,
  text: string,
): ExecReading {
  const parsed = parseBody(contentType, text);
  // A body that is no JSON is told alone.
  if (!parsed.ok) return { ok: false, faults: [parsed.fault] };
  const faults: ExecFault[] = authorization === undefined ? [missing(['header', 'Authorization'], null)] : [];
  const { value } = parsed;
  if (value === undefined) return { ok: false, faults: [...faults, missing(['body'], null)] };
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof InexactNumber) {
    const msg = 'Input should be a valid dictionary or object to extract fields from';
    if (value === null) faults.push(missing(['body'], null));
    else faults.push({ type: 'model_attributes_type', loc: ['body'], msg, input: value });
    return { ok: false, faults };
  }
  // JSON.parse gives objects with text keys.
  const given = value as Readonly<Record<string, unknown>>;
  const read = new Fields(given, faults);
  const body: ExecBody = {
    sid: read.text('sid', ''),
    project_id: read.projectId(),
    version: read.whole('version'),
    phone_number: read.text('phone_number', null),
    exec_position: read.text('exec_position', 'EXECUTOR'),
    params: read.dictionary('params'),
  };
  if (faults.length > 0 || authorization === undefined) return { ok: false, faults };
  return { ok: true, token: tokenOf(authorization), body };
}

/** The engine's token: without `Bearer ` before it, else the whole value. */
export function tokenOf(authorization: string): string {
  return authorization.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : authorization;
}

type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fault: ExecFault };

function parseBody(contentType: string | undefined, text: string): Parsed {
  if (text === '') return { ok: true, value: undefined };
  const isJson = contentType === undefined || /^\s*application\/([\w.-]+\+)?json\s*(;|$)/i.test(contentType);
  if (!isJson) return { ok: true, value: text };
  const tooDeep = deeperThan(text, maxJsonDepth);
  if (tooDeep >= 0) {
    const msg = `The body is ${tooDeepWords}`;
    return { ok: false, fault: { type: 'too_deep', loc: ['body', tooDeep], msg, input: {} } };
  }
  try {
    return { ok: true, value: parseExact(text) };
  } catch {
    const { position, expected } = jsonFault(text) ?? { position: 0, expected: 'value' };
    return {
      ok: false,
      fault: {
        type: 'json_invalid',
        loc: ['body', position],
        msg: 'JSON decode error',
        input: {},
        ctx: { error: decoderWords[expected] ?? 'Expecting value' },
      },
    };
  }
}

/** What Python's decoder says where something else was expected. */
const decoderWords: Readonly<Record<string, string>> = {
  'a whole string': 'Unterminated string starting at',
  key: 'Expecting property name enclosed in double quotes',
  'key or }': 'Expecting property name enclosed in double quotes',
  ':': "Expecting ':' delimiter",
  ', or }': "Expecting ',' delimiter",
  ', or ]': "Expecting ',' delimiter",
  end: 'Extra data',
};

class Fields {
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #faults: ExecFault[];

  constructor(given: Readonly<Record<string, unknown>>, faults: ExecFault[]) {
    this.#given = given;
    this.#faults = faults;
  }

  #own(name: string): unknown {
    return Object.hasOwn(this.#given, name) ? this.#given[name] : undefined;
  }

  #fault(type: string, name: string, msg: string, input: unknown): void {
    this.#faults.push({ type, loc: ['body', name], msg, input });
  }

  /** A number that would reach the engine as another one. */
  #inexact(loc: readonly (string | number)[], number: InexactNumber): null {
    const type = number.isWhole ? 'inexact_number' : 'finite_number';
    const msg = number.isWhole ? `Input ${inexactWords(number).en}` : 'Input should be a finite number';
    this.#faults.push({ type, loc: ['body', ...loc], msg, input: number.text });
    return null;
  }

  /** A text that would reach the engine as another one. */
  #broken(loc: readonly (string | number)[], input: unknown): void {
    const msg = 'Input should be a valid string, unable to parse raw data as a unicode string';
    this.#faults.push({ type: 'string_unicode', loc: ['body', ...loc], msg, input });
  }

  projectId(): string {
    const value = this.#own('project_id');
    if (value === undefined) this.#faults.push(missing(['body', 'project_id'], this.#given));
    else if (typeof value === 'string' && value.isWellFormed()) return value;
    else if (typeof value === 'string') this.#broken(['project_id'], value);
    else this.#fault('string_type', 'project_id', 'Input should be a valid string', value);
    return '';
  }

  text<T extends string | null>(name: string, absent: T): string | T | null {
    const value = this.#own(name);
    if (value === undefined) return absent;
    if (value === null || (typeof value === 'string' && value.isWellFormed())) return value;
    if (typeof value === 'string') this.#broken([name], value);
    else this.#fault('string_type', name, 'Input should be a valid string', value);
    return absent;
  }

  /** A whole number; also one in text, as a number without a fraction, or a truth value. */
  whole(name: string): number | null {
    const value = this.#own(name);
    if (value === undefined || value === null) return null;
    if (typeof value === 'boolean') return value ? 1 : 0;
    if (value instanceof InexactNumber) return this.#inexact([name], value);
    if (typeof value === 'number') {
      if (Number.isInteger(value)) return value;
      const msg = 'Input should be a valid integer, got a number with a fractional part';
      this.#fault('int_from_float', name, msg, value);
    } else if (typeof value === 'string') {
      if (/^\s*[+-]?\d+(_\d+)*(\.0*)?\s*$/.test(value)) {
        const number = Number(value.replaceAll('_', ''));
        return Number.isSafeInteger(number) ? number : this.#inexact([name], new InexactNumber(value.trim()));
      }
      const msg = 'Input should be a valid integer, unable to parse string as an integer';
      this.#fault('int_parsing', name, msg, value);
    } else this.#fault('int_type', name, 'Input should be a valid integer', value);
    return null;
  }

  dictionary(name: string): Record<string, unknown> | null {
    const value = this.#own(name);
    if (value === undefined || value === null) return null;
    if (typeof value === 'object' && !Array.isArray(value) && !(value instanceof InexactNumber)) {
      const inexact = inexactIn(value);
      if (inexact !== null) return this.#inexact([name, ...inexact.path], inexact.number);
      const broken = brokenTextIn(value);
      if (broken === null) return { ...value };
      this.#broken([name, ...broken], null);
      return null;
    }
    this.#fault('dict_type', name, 'Input should be a valid dictionary', value);
    return null;
  }
}
