/** A bare Node SSE server: takes a request, answers with headers at once and a comment every 3 s. Prints its port. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const pingMs = 3_000;

const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    connection: 'keep-alive',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  const timer = setInterval(() => response.write(`: ping - ${new Date().toISOString()}\r\n\r\n`), pingMs);
  response.once('close', () => clearInterval(timer));
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  // A server that listens on TCP has an address with a port.
  process.stdout.write(`BARE_PORT=${(server.address() as AddressInfo).port}\n`);
});
