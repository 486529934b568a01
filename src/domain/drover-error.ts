import type { Bilingual } from '../contract/bilingual.ts';
import type { ErrorCode } from '../contract/error-codes.ts';

export type ErrorKind = 'user' | 'operational' | 'bug';

/** Why something was refused, as it is stored and shown later. */
export interface ToldError {
  readonly code: string;
  readonly message: string;
  /** The message in both languages; absent: a bug's. */
  readonly words?: Bilingual;
}

interface ErrorOptions {
  /** Default user. */
  readonly kind?: 'user' | 'operational';
  readonly retryable?: boolean;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The one error class. Clients act on `code`; `details` are safe to show. Expected outcomes are returned as unions
 * instead of being thrown; adapters translate their drivers' errors into this at the border. What people may read comes
 * in both languages, from the catalogue (`refusals/said.ts`), and the English one is the message; a bug's message is for
 * the log.
 */
export class DroverError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  /** Null: a bug. */
  readonly words: Bilingual | null;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, words: Bilingual, options?: ErrorOptions);
  constructor(code: ErrorCode, message: string, options: { readonly kind: 'bug'; readonly cause?: unknown });
  constructor(
    code: ErrorCode,
    told: Bilingual | string,
    options: Omit<ErrorOptions, 'kind'> & { readonly kind?: ErrorKind } = {},
  ) {
    const words = typeof told === 'string' ? null : told;
    super(
      typeof told === 'string' ? told : told.en,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'DroverError';
    this.code = code;
    this.kind = options.kind ?? 'user';
    this.words = words;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }

  /** As it is kept beside what it refused. */
  get told(): ToldError {
    const { code, message, words } = this;
    return { code, message, ...(words === null ? {} : { words }) };
  }
}
