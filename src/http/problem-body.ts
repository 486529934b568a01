import { type ErrorCode, errorCodes } from '../contract/error-codes.ts';
import { type Problem, problemTitles } from '../contract/problem.ts';
import type { DroverError } from '../domain/drover-error.ts';
import { said } from '../domain/refusals/said.ts';

/** What to tell a client to wait before it tries again, seconds. */
const retryAfterSeconds: Partial<Record<ErrorCode, number>> = {
  store_unavailable: 2,
  shutting_down: 5,
  disk_full: 30,
  rate_limited: 1,
};

/** The body of an error, by RFC 9457. Of a bug nothing but the request's id is told. */
export function problemOf(error: DroverError, requestId?: string): Problem {
  const bug = error.kind === 'bug';
  const words = error.words ?? said('server_fault');
  const id = requestId === undefined ? {} : { requestId };
  return {
    ...(bug ? {} : error.details),
    type: `urn:drover:error:${error.code}`,
    title: problemTitles[error.code],
    status: errorCodes[error.code],
    detail: words.en,
    words,
    code: error.code,
    ...id,
  };
}

/** Headers that belong to an error. */
export function problemHeaders(error: DroverError): Record<string, string> {
  const told = error.details['retryAfterSeconds'];
  const retryAfter = typeof told === 'number' ? told : retryAfterSeconds[error.code];
  const { allow, size } = error.details;
  return {
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    ...(error.code === 'unauthorized' ? { 'www-authenticate': 'Bearer realm="drover"' } : {}),
    ...(error.code === 'upgrade_required' ? { upgrade: 'websocket' } : {}),
    ...(error.code === 'range_not_satisfiable' && typeof size === 'number'
      ? { 'content-range': `bytes */${size}` }
      : {}),
    ...(Array.isArray(allow) ? { allow: allow.join(', ') } : {}),
  };
}
