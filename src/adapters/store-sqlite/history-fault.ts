import type { Bilingual } from '../../contract/bilingual.ts';
import type { ErrorCode } from '../../contract/error-codes.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { translateError } from './connection.ts';

/** Why a read failed, as it travels from the worker: a thrown object would lose its class on the way. */
export interface HistoryFault {
  readonly message: string;
  /** Where it is no bug. */
  readonly refusal?: {
    readonly code: ErrorCode;
    readonly words: Bilingual;
    readonly kind: 'user' | 'operational';
    readonly retryable: boolean;
    readonly details: Readonly<Record<string, unknown>>;
  };
}

/** What was thrown in the worker, for the way. */
export function faultOf(thrown: unknown): HistoryFault {
  const error = translateError(thrown);
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof DroverError) || error.words === null || error.kind === 'bug') return { message };
  const { code, words, kind, retryable, details } = error;
  return { message, refusal: { code, words, kind, retryable, details } };
}

/** The same error on the other side. */
export function errorOf({ message, refusal }: HistoryFault): Error {
  if (refusal === undefined) return new Error(message);
  const { code, words, ...options } = refusal;
  return new DroverError(code, words, options);
}
