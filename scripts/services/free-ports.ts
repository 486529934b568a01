import { createServer, type Server } from 'node:net';

/** As many different ports of loopback as asked for, on which nobody listens now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  try {
    for (let n = 0; n < count; n++) {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      const server = createServer();
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => resolve(undefined));
      await promise;
      servers.push(server);
    }
    return servers.map((server) => {
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : 0;
    });
  } finally {
    for (const server of servers) server.close();
  }
}
