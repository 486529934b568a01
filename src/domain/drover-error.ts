import type { ErrorCode } from '../contract/error-codes.ts';

export type ErrorKind = 'user' | 'operational' | 'bug';

/**
 * The one error class. Clients act on `code`; `details` are safe to show. Expected outcomes are returned as unions
 * instead of being thrown; adapters translate their drivers' errors into this at the border.
 */
export class DroverError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      kind?: ErrorKind;
      retryable?: boolean;
      details?: Readonly<Record<string, unknown>>;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DroverError';
    this.code = code;
    this.kind = options.kind ?? 'user';
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}
