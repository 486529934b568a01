import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to the server that can be cut and closed. */
export interface Way {
  readonly url: string;
  cut(): void;
  /** Cuts it, and refuses what comes. */
  close(): Promise<void>;
  /** Lets connections through again. */
  open(): Promise<void>;
}

/** A way to a port of this machine. */
export async function wayTo(port: number): Promise<Way> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const listen = (at: number): Promise<number> => {
    const { promise, resolve } = Promise.withResolvers<number>();
    server.listen(at, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
    return promise;
  };
  const mine = await listen(0);
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${mine}`,
    cut,
    close: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      cut();
      return promise;
    },
    open: async () => void (await listen(mine)),
  };
}
