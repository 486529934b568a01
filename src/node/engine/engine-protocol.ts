/** What an engine's answers mean. Source: contracts, "POST /rpa/v1/exec", engine as called. */

import { execWords } from '../../contract/exec.ts';
import { maxJsonDepth } from '../../contract/json-depth.ts';
import type { FlowProgram } from '../../contract/manifest.ts';
import type { JsonObject } from '../../contract/run.ts';
import type { EngineOutput } from '../../domain/exec-outcome.ts';
import { deeperThan } from '../../domain/json-fault.ts';
import type { EngineAnswer } from './engine-http.ts';

type EngineProgram = Extract<FlowProgram, { kind: 'engine' }>;

/** Longest part of an engine's own words that is passed on, characters. */
const maxWords = 2000;

/** A text and what is replaced in everything that comes from the engine: its token must not come back. */
export type Cleaner = (text: string) => string;

/** Replaces the token, and what it looks like within JSON and addresses. Very short ones would be found everywhere. */
export function cleanerOf(token: string): Cleaner {
  if (token.length < 8) return (text) => text;
  const forms = [...new Set([token, JSON.stringify(token).slice(1, -1), encodeURIComponent(token)])];
  return (text) =>
    forms.reduce((all, form) => (all.includes(form) ? all.replaceAll(form, '***') : all), text);
}

export type CreateVerdict =
  | { readonly kind: 'created'; readonly executionId: string }
  /** `denied`: the engine does not take the token. */
  | { readonly kind: 'failed'; readonly message: string; readonly denied: boolean };

export function readCreate(answer: EngineAnswer, clean: Cleaner): CreateVerdict {
  const failed = (status: number, words: string, denied = false): CreateVerdict => ({
    kind: 'failed',
    message: `${execWords[55001]}, detail: ${status}: Task creation failed: ${words}`,
    denied,
  });
  if (answer.kind === 'fault') {
    const outcome = answer.sent ? '; whether a task was created is not known' : '';
    return failed(500, `the engine gave no answer: ${answer.message}${outcome}`);
  }
  const text = clean(answer.text);
  const body = objectIn(text, clean);
  const { status } = answer;
  if (status < 200 || status > 299)
    return failed(status, wordsIn(body) ?? text.slice(0, maxWords), status === 401 || status === 403);
  if (body === null) return failed(500, 'the engine answered with something other than a JSON object');
  if (body['code'] !== '0000') return failed(500, wordsIn(body) ?? `code ${shown(body['code'])}`);
  const id = field(body['data'], 'executionId');
  if (typeof id === 'string' && id !== '') return { kind: 'created', executionId: id };
  if (typeof id === 'number' && Number.isSafeInteger(id)) return { kind: 'created', executionId: String(id) };
  return failed(500, 'No task ID returned');
}

export type QueryVerdict =
  | { readonly kind: 'waiting'; readonly status: string }
  | { readonly kind: 'completed'; readonly output: EngineOutput }
  | { readonly kind: 'failed'; readonly message: string }
  /** To be asked again; `message` for the case that it never gets better. */
  | { readonly kind: 'again'; readonly message: string; readonly afterMs: number | null }
  /** Asking again can't help. */
  | { readonly kind: 'refused'; readonly message: string; readonly denied: boolean };

const refusals = [401, 403, 404];

export function readQuery(
  answer: EngineAnswer,
  statuses: EngineProgram['statuses'],
  clean: Cleaner,
): QueryVerdict {
  const words = (detail: string): string => `${execWords[55002]}, detail: ${detail}`;
  const again = (detail: string, afterMs: number | null = null): QueryVerdict => ({
    kind: 'again',
    message: words(detail),
    afterMs,
  });
  if (answer.kind === 'fault') return again(`500: Task status query failed: ${answer.message}`);
  const { status } = answer;
  const text = clean(answer.text);
  const body = objectIn(text, clean);
  if (refusals.includes(status)) {
    const message = words(`${status}: Task status query failed: ${wordsIn(body) ?? text.slice(0, maxWords)}`);
    return { kind: 'refused', message, denied: status !== 404 };
  }
  if (status < 200 || status > 299)
    return again(
      `${status}: Task status query failed: ${wordsIn(body) ?? text.slice(0, maxWords)}`,
      answer.retryAfterMs,
    );
  if (body === null) return again('500: Task status query failed: the answer is no JSON object');
  if (body['code'] !== '0000')
    return again(`500: Task status query failed: ${shown(body['code'])}:${wordsIn(body) ?? ''}`);
  const execution = field(body['data'], 'execution');
  const said = field(execution, 'status');
  if (typeof said !== 'string') return again('500: Task status query failed: No task information returned');
  const word = said.toUpperCase();
  const result = field(execution, 'result');
  if (statuses.completed.includes(word)) return { kind: 'completed', output: outputOf(result) };
  if (statuses.failed.includes(word)) return { kind: 'failed', message: failureOf(execution, result) };
  if (statuses.stopped.includes(word)) return { kind: 'failed', message: `${execWords[55004]}: ${said}` };
  return { kind: 'waiting', status: said };
}

function outputOf(result: unknown): EngineOutput {
  if (!isObject(result)) return { said: '-1-', data: {} };
  const { code, msg, data } = result;
  const value: JsonObject | null =
    data === undefined ? {} : data === null ? null : isObject(data) ? data : { value: data };
  const exact = JSON.stringify(value);
  const plain = plainOf(value);
  return {
    said: `${code === undefined || code === null ? '-1' : shown(code)}-${msg === undefined || msg === null ? '' : shown(msg)}`,
    data: plain,
    ...(exact === JSON.stringify(plain) ? {} : { exact }),
  };
}

function failureOf(execution: unknown, result: unknown): string {
  const words = execWords[55004];
  if (isObject(result) && Object.keys(result).length > 0) {
    const { code, msg } = result;
    const text = (value: unknown, absent: string): string =>
      value === undefined || value === null ? absent : shown(value).slice(0, maxWords);
    return `${words}: ${text(code, '-1')}-${text(msg, '')}`;
  }
  const error = field(execution, 'error');
  return `${words}: ${error === undefined || error === null ? '' : shown(error).slice(0, maxWords)}`;
}

/**
 * Parses an object; null for anything else, and for one that is nested too deep. Numbers that this program can't hold as they are written (long ids, 1.0) stay
 * as their text, which is written again as it was. Texts are cleaned once more, since JSON can write one in many ways.
 */
function objectIn(text: string, clean: Cleaner): JsonObject | null {
  if (deeperThan(text, maxJsonDepth) >= 0) return null;
  try {
    // The third argument is in the standard; the types do not know it yet.
    const parse = JSON.parse as (
      text: string,
      reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
    ) => unknown;
    const value = parse(text, (_key, found, { source }) => {
      if (typeof found === 'string') return clean(found);
      const isExact = typeof found !== 'number' || source === undefined || String(found) === source;
      return isExact ? found : raw(source);
    });
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

// As above: in Node 24, not in the types.
const rawJson = JSON as unknown as {
  rawJSON(text: string): { readonly rawJSON: string };
  isRawJSON(value: unknown): value is { readonly rawJSON: string };
};

function raw(source: string): unknown {
  return rawJson.rawJSON(source);
}

/** The same with every number as this program holds it. */
function plainOf<T>(value: T): T {
  // Its own JSON, read again.
  return value === null ? value : (JSON.parse(JSON.stringify(value)) as T);
}

/** Engine's own words in an answer; null: none. */
function wordsIn(body: JsonObject | null): string | null {
  for (const key of ['msg', 'message', 'detail', 'error']) {
    const value = body?.[key];
    if (typeof value === 'string' && value !== '') return value.slice(0, maxWords);
  }
  return null;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}

function field(value: unknown, name: string): unknown {
  const found = isObject(value) ? value[name] : undefined;
  return rawJson.isRawJSON(found) ? Number(found.rawJSON) : found;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !rawJson.isRawJSON(value);
}
