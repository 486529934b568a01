/** The server's end of the link over WebSocket: one socket per node, batches validated as a whole before anybody sees them. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { nodeMessageSchema } from '../../contract/link.ts';
import { arrivals } from '../../contract/link-sequence.ts';
import type { NodeConnection, NodeConnectionHandler } from '../../ports/link.ts';
import type { Logger } from '../../ports/logger.ts';
import { messageJson } from './message-json.ts';

/** Largest message taken from a node, bytes: a result with its output, or a log chunk, with room to spare. */
const maxMessageBytes = 8 * 1024 * 1024;
/** A node that reads so slowly that this much piles up is cut; it connects again. Bytes. */
const maxBufferedBytes = 64 * 1024 * 1024;

export interface LinkServer {
  /** Completes the upgrade of a request whose token has been accepted. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

export function createLinkServer(
  accept: (connection: NodeConnection) => NodeConnectionHandler,
  logger: Logger,
): LinkServer {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
  });

  const serve = (socket: WebSocket): void => {
    let pending: Parameters<NodeConnection['send']>[0][number][] = [];
    let scheduled = false;
    let sent = 0;
    const arrival = arrivals();
    const flush = (): void => {
      scheduled = false;
      const frames = pending;
      pending = [];
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > maxBufferedBytes) socket.terminate();
      else socket.send(JSON.stringify({ i: ++sent, f: frames }));
    };
    const handler = accept({
      send: (frames) => {
        pending.push(...frames);
        if (scheduled) return;
        scheduled = true;
        // With what else the same commit has brought about, and before its callers are answered.
        queueMicrotask(flush);
      },
      close: (code, reason) => {
        if (pending.length > 0) flush();
        socket.close(code, reason);
        setTimeout(() => socket.terminate(), 2000).unref();
      },
    });
    socket.on('message', (data) => {
      const batch = nodeMessageSchema.safeParse(messageJson(data));
      if (batch.success) {
        const { i, ...numbered } = batch.data;
        const order = arrival(i);
        if (order === 'next') handler.onBatch(numbered);
        else if (order === 'gap') socket.close(4400, 'gap');
      } else {
        logger.warn(
          { fault: batch.error.message.slice(0, 500) },
          'a node sent a batch that is not of the protocol',
        );
        socket.close(4400, 'bad batch');
      }
    });
    socket.on('error', (error) => logger.warn({ error: error.message }, 'link error'));
    socket.on('close', () => handler.onClose());
  };

  return {
    upgrade: (request, socket, head) => server.handleUpgrade(request, socket, head, serve),
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}
