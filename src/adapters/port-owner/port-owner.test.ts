import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { listeningInodes, portOwner } from './port-owner.ts';

test('the process that listens on a port is named, and nobody on a free one', async () => {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { port } = address;
  expect(await portOwner(port)).toMatchObject({ pid: process.pid });
  const closed = Promise.withResolvers<void>();
  server.close(() => closed.resolve());
  await closed.promise;
  expect(await portOwner(port)).toBeNull();
});

test('only listening sockets of that very port count', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1068 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1 0000 100 0 0 10 0
   1: 0100007F:1068 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 222 1 0000 100 0 0 10 0
   2: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1 0000 100 0 0 10 0
`;
  expect(listeningInodes(table, 4200)).toEqual(['111']);
  expect(listeningInodes(table, 8080)).toEqual(['333']);
  expect(listeningInodes(table, 80)).toEqual([]);
});
