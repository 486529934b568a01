import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemMediaType } from '../contract/problem.ts';
import { DroverError } from '../domain/drover-error.ts';
import { said } from '../domain/refusals/said.ts';
import { problemOf } from './problem-body.ts';
import { endWithProblem } from './raw-problem.ts';

/** Answers what the HTTP parser refuses: bytes that are no request, headers too large, a request not sent in time. */
export function onClientError(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  endWithProblem(socket, errorOf(error.code));
}

/** Answers a request whose header `Expect` asks for something else than `100-continue`. */
export function onExpectation({ headers }: IncomingMessage, response: ServerResponse): void {
  const value = (headers.expect ?? '').slice(0, 100);
  const problem = problemOf(new DroverError('expectation_failed', said('expectation', { value })));
  response
    .writeHead(problem.status, { 'content-type': problemMediaType, connection: 'close' })
    .end(JSON.stringify(problem));
}

/** Throws where a request of HTTP/1.1 names no host. Source: RFC 9112, section 3.2. */
export function expectHost({ httpVersion, headers }: IncomingMessage): void {
  if (httpVersion === '1.1' && headers.host === undefined)
    throw new DroverError('bad_request', said('no_host'));
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
