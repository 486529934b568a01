import type { Duplex } from 'node:stream';
import { DroverError } from '../domain/drover-error.ts';
import { said } from '../domain/refusals/said.ts';
import { endWithProblem } from './raw-problem.ts';

/** Answers what the HTTP parser refuses: bytes that are no request, headers too large, a request not sent in time. */
export function onClientError(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  endWithProblem(socket, errorOf(error.code));
}

function errorOf(code: string | undefined): DroverError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new DroverError('request_timeout', said('request_slow'));
    case 'HPE_HEADER_OVERFLOW':
      return new DroverError('headers_too_large', said('headers_too_large'));
    default:
      return new DroverError('bad_request', said('not_http'));
  }
}
