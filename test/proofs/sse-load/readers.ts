import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Where a stream is asked for. */
export interface StreamAddress {
  readonly port: number;
  readonly token: string;
  readonly path: string;
}

/** A connection that has asked for a stream. */
async function ask({ port, token, path }: StreamAddress): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\n\r\n`);
  return socket;
}

/** Readers of one stream, which note how old each event is when it arrives. */
export interface Readers {
  /** Age of each event at each reader, ms. */
  readonly ages: number[];
  close(): void;
}

/** Opens so many readers, each of which has heard its first bytes. */
export async function openReaders(address: StreamAddress, count: number): Promise<Readers> {
  const ages: number[] = [];
  const sockets: Socket[] = [];
  for (let i = 0; i < count; i++) {
    const socket = await ask(address);
    await once(socket, 'data');
    let rest = '';
    socket.on('data', (bytes) => {
      const now = performance.timeOrigin + performance.now();
      rest += bytes.toString('latin1');
      const end = rest.lastIndexOf('\n\n');
      if (end < 0) return;
      for (const [, sentAt] of rest.slice(0, end).matchAll(/"note":"(\d+\.\d+)"/g))
        ages.push(now - Number(sentAt));
      rest = rest.slice(end);
    });
    sockets.push(socket);
  }
  return {
    ages,
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Opens so many readers that read nothing. */
export async function openStoppedReaders(address: StreamAddress, count: number): Promise<{ close(): void }> {
  const sockets: Socket[] = [];
  for (let i = 0; i < count; i++) {
    const socket = await ask(address);
    socket.on('error', () => undefined);
    socket.pause();
    sockets.push(socket);
  }
  return {
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
