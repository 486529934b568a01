import type { Duplex } from 'node:stream';
import { DroverError } from '../domain/drover-error.ts';
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
      return new DroverError('request_timeout', 'The request did not arrive whole within 30 s.');
    case 'HPE_HEADER_OVERFLOW':
      return new DroverError('headers_too_large', 'The headers of the request are larger than 16 KiB.');
    default:
      return new DroverError('bad_request', 'This is not a request of HTTP/1.1.');
  }
}
