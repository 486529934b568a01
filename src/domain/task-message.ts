/**
 * Reading a foreign producer's task message, field for field. What can't be understood is said in words and changes
 * nothing else: the caller keeps its raw body.
 */
import type { Bilingual } from '../contract/bilingual.ts';
import { maxJsonDepth } from '../contract/json-depth.ts';
import { priorityWords } from '../contract/priority.ts';
import type { ParsedSubmitRequest } from '../contract/submit.ts';
import { type TaskMessageBody, taskMessageSchema, taskRequestSchema } from '../contract/task-message.ts';
import { brokenTextIn } from './broken-text.ts';
import { InexactNumber, inexactIn, inexactWords, parseExact } from './exact-json.ts';
import { inputFaults, placed, pointerOf } from './input-faults.ts';
import { deeperThan } from './json-fault.ts';
import { phrases, said } from './refusals/said.ts';
import { instantOf } from './zoned-time.ts';

/** What the broker says of a message. */
export interface TaskEnvelope {
  readonly routingKey: string;
  /** null: not set. */
  readonly priority: number | null;
  /** ms; null: none. */
  readonly expirationMs: number | null;
  /** Its expiration has passed already. */
  readonly expired: boolean;
  /** ms since epoch, to the second; null: not said. */
  readonly publishedAt: number | null;
}

export type TaskReading =
  | {
      readonly ok: true;
      readonly taskId: string;
      /** Due at `runAt` where the message says when. */
      readonly request: ParsedSubmitRequest;
      /** ms since epoch; null: the message does not say, or nonsense. */
      readonly createdAt: number | null;
      /** Failures that count as used. */
      readonly failures: number;
    }
  | { readonly ok: false; readonly fault: Bilingual };

/** A `created_at` further back than this says nothing about when the message was published, ms: 30 days. */
const oldestMs = 30 * 24 * 3600 * 1000;
/** Producers' clocks may be ahead by this much, ms. */
const aheadMs = 5_000;

/** Reads a message; `timezone` is that of times without one. */
export function readTaskMessage(
  body: Uint8Array,
  envelope: TaskEnvelope,
  now: number,
  timezone: string,
): TaskReading {
  const parsed = parse(body);
  if (!parsed.ok) return parsed;
  const checked = taskMessageSchema.safeParse(parsed.value);
  if (!checked.success) return fault(checked.error.issues);
  const message = checked.data;
  const inexact = inexactIn(message.payload);
  if (inexact !== null)
    return {
      ok: false,
      fault: placed(`payload${pointerOf(inexact.path)}`, inexactWords(inexact.number)),
    };
  const broken = brokenTextIn(message);
  if (broken !== null) return { ok: false, fault: placed(pointerOf(broken).slice(1), said('broken_text')) };
  const at = (value: string | number | null | undefined): number | null => timeOf(value, timezone);
  if (present(message.run_at) !== undefined && at(message.run_at) === null)
    return { ok: false, fault: said('message_run_at') };
  const priority = priorityOf(message, envelope);
  if (priority === undefined) return { ok: false, fault: said('message_priority') };
  const createdAt = saneCreation(at(message.created_at), now);
  const [, routedPlatform, routedWord] = /^task\.([^.]+)\.(.+)$/.exec(envelope.routingKey) ?? [];
  const routedShop = routedWord === undefined || routedWord in priorityWords ? undefined : routedWord;
  const dueAt = dueOf(message, envelope, createdAt, at(message.run_at), now);
  const candidate = {
    flow: present(message.flow),
    platform: (present(message.platform) ?? routedPlatform)?.toLowerCase(),
    taskType: present(message.task_type),
    shopId: present(message.shop_id) ?? routedShop,
    params: message.payload ?? undefined,
    priority,
    ...(dueAt === null ? {} : { runAt: new Date(dueAt).toISOString() }),
    expiresInSeconds: present(message.expires_in_seconds),
    timeoutSeconds: present(message.timeout_seconds),
    maxRetries: present(message.max_retries),
    dedupeKey: present(message.dedupe_key),
    onDuplicate: present(message.on_duplicate),
    tags: present(message.tags),
  };
  const request = taskRequestSchema.safeParse(
    Object.fromEntries(Object.entries(candidate).filter(([, value]) => value !== undefined)),
  );
  if (!request.success) return fault(request.error.issues);
  return {
    ok: true,
    taskId: message.task_id,
    request: request.data,
    createdAt,
    failures: message.retry_count ?? 0,
  };
}

function parse(body: Uint8Array): { ok: true; value: unknown } | { ok: false; fault: Bilingual } {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return { ok: false, fault: said('message_not_utf8') };
  }
  if (deeperThan(text, maxJsonDepth) >= 0)
    return { ok: false, fault: said('message_deep', { levels: maxJsonDepth }) };
  try {
    const value = parseExact(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { ok: true, value: withIdsAsText(value) }
      : { ok: false, fault: said('message_no_object') };
  } catch {
    return { ok: false, fault: said('message_no_json') };
  }
}

/** A member that is a number with more digits than can be held is an id: text takes all of them. */
function withIdsAsText(message: object): object {
  return Object.fromEntries(
    Object.entries(message).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof InexactNumber && value.isWhole ? value.text : value,
    ]),
  );
}

/** Names of members as the message has them, by those of a submission. */
const wireNames: Readonly<Record<string, string>> = {
  '/taskType': '/task_type',
  '/shopId': '/shop_id',
  '/params': '/payload',
  '/expiresInSeconds': '/expires_in_seconds',
  '/timeoutSeconds': '/timeout_seconds',
  '/maxRetries': '/max_retries',
  '/dedupeKey': '/dedupe_key',
  '/onDuplicate': '/on_duplicate',
};

function fault(issues: Parameters<typeof inputFaults>[0]): TaskReading {
  const found = inputFaults(issues).map(({ path, words }) => {
    const name = (wireNames[path] ?? path).slice(1);
    return placed(name === '' ? said('message_whole') : name, words);
  });
  return { ok: false, fault: phrases(found.slice(0, 5)) };
}

/** Null, an empty text: the producer has nothing to say there. */
function present<T>(value: T | null | undefined): T | undefined {
  return value === null || value === undefined || value === '' ? undefined : value;
}

/** By the body, else the property, else the word of the routing key; undefined: the body's is none. */
function priorityOf(message: TaskMessageBody, envelope: TaskEnvelope): number | undefined {
  const told = present(message.priority);
  if (told !== undefined) {
    const word = typeof told === 'string' ? wordOf(told) : undefined;
    if (word !== undefined) return word;
    const number = Number(told);
    return Number.isInteger(number) && number >= 0 ? Math.min(9, number) : undefined;
  }
  if (envelope.priority !== null) return Math.min(9, Math.max(0, envelope.priority));
  return wordOf(envelope.routingKey.split('.').at(-1) ?? '') ?? priorityWords.normal;
}

function wordOf(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  return Object.entries(priorityWords).find(([name]) => name === word)?.[1];
}

/** ms since epoch of a text, or of a number of seconds or milliseconds. */
function timeOf(value: string | number | null | undefined, timezone: string): number | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string') return instantOf(value, timezone);
  // Seconds reach eleven digits in the year 5138; milliseconds had twelve in 1973.
  return value <= 0 ? null : Math.round(value < 1e11 ? value * 1000 : value);
}

function saneCreation(at: number | null, now: number): number | null {
  if (at === null || at > now + aheadMs || at < now - oldestMs) return null;
  return Math.min(at, now);
}

/**
 * When the run is due; null: at once. A delay counts from when the message was published: its creation, which a message
 * that comes again for a retry has long behind it, else the broker's time stamp, else now. What still waits with an
 * expiration is younger than that, whatever its times say.
 */
function dueOf(
  message: TaskMessageBody,
  envelope: TaskEnvelope,
  createdAt: number | null,
  runAt: number | null,
  now: number,
): number | null {
  if (runAt !== null) return runAt;
  const again = (message.retry_count ?? 0) > 0;
  const published = (again ? null : createdAt) ?? envelope.publishedAt ?? now;
  const delay = present(message.delay_seconds);
  if (delay !== undefined) return later(Math.min(published, now) + delay * 1000, now);
  if (envelope.expirationMs === null || envelope.expired) return null;
  const young = now - published < envelope.expirationMs && published <= now;
  return later((young ? published : now) + envelope.expirationMs, now);
}

function later(at: number, now: number): number | null {
  return at > now ? Math.round(at) : null;
}
