import { createServer } from 'node:net';

/** Why this address can't be listened on, such as `EADDRINUSE`; null: it can. It is free again when this resolves. */
export async function listenFault(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve(null)));
  });
}
