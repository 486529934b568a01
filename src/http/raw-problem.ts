import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemMediaType } from '../contract/problem.ts';
import type { DroverError } from '../domain/drover-error.ts';
import { problemHeaders, problemOf } from './problem-body.ts';

/** Answers on a socket that has no response object (a refused upgrade, a request that is not HTTP) and closes it. */
export function endWithProblem(socket: Duplex, error: DroverError): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(error);
  const body = JSON.stringify(problem);
  const headers = {
    'content-type': problemMediaType,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    ...problemHeaders(error),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}\r\n${lines.join('')}\r\n${body}`,
  );
}
