import type { Bilingual } from '../contract/bilingual.ts';
import { type ErrorCode, errorCodes } from '../contract/error-codes.ts';
import type { Fault } from '../contract/problem.ts';

/** What a failed call ended with: a code of the API, no answer, or an answer that is not of this API. */
export type ApiErrorCode = ErrorCode | 'unreachable' | 'not_drover';

/** A call that failed. Clients act on `code`; `message` is for people, and so are `words`. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The message in Chinese and English; null where the server did not say it in both. */
  readonly words: Bilingual | null;
  /** What is wrong with the input, where that is why. */
  readonly faults: readonly Fault[];
  /** Further members of the error's body, the faults as they came among them. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ApiErrorCode,
    status: number,
    message: string,
    options: {
      readonly words?: Bilingual | null;
      readonly details?: Readonly<Record<string, unknown>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.words = options.words ?? null;
    this.details = options.details ?? {};
    this.faults = faultsIn(this.details['faults']);
  }
}

/** Members that every problem has, beside those that are read. */
const standard = ['type', 'status', 'instance'];

/** The error of a refused request. Form of the body: RFC 9457, with `code` and further members of ours. */
export function errorOfAnswer(status: number, text: string): ApiError {
  const body = objectIn(text);
  const { code, title, detail, words, ...others } = body ?? {};
  if (typeof code !== 'string' || !Object.hasOwn(errorCodes, code)) {
    return new ApiError('not_drover', status, `HTTP ${status}, and not an answer of a Drover server`);
  }
  const message = [detail, title].find((one) => typeof one === 'string') ?? `HTTP ${status}`;
  const details = Object.fromEntries(Object.entries(others).filter(([name]) => !standard.includes(name)));
  // Its keys were just compared with the table's.
  return new ApiError(code as ErrorCode, status, String(message), { words: wordsIn(words), details });
}

/** The error of a request that got no answer, with what the system said underneath. */
export function errorOfSilence(cause: unknown): ApiError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const message = inner instanceof Error && inner.message !== '' ? inner.message : String(cause);
  return new ApiError('unreachable', 0, message, { cause });
}

function wordsIn(value: unknown): Bilingual | null {
  if (typeof value !== 'object' || value === null || !('zh' in value) || !('en' in value)) return null;
  const { zh, en } = value;
  return typeof zh === 'string' && typeof en === 'string' ? { zh, en } : null;
}

function faultsIn(value: unknown): Fault[] {
  if (!Array.isArray(value)) return [];
  // A body's members may be anything.
  return (value as readonly unknown[]).flatMap((one) => {
    if (typeof one !== 'object' || one === null || !('path' in one) || !('message' in one)) return [];
    const { path, message } = one;
    if (typeof path !== 'string' || typeof message !== 'string') return [];
    const words = 'words' in one ? wordsIn(one.words) : null;
    return [{ path, message, ...(words === null ? {} : { words }) }];
  });
}

function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    // An object's members may be anything.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
