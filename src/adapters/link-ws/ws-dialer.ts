/** The node's end of the link over WebSocket. */
import { WebSocket } from 'ws';
import { serverMessageSchema } from '../../contract/link.ts';
import { arrivals } from '../../contract/link-sequence.ts';
import type { LinkDialer } from '../../ports/link.ts';
import { messageJson } from './message-json.ts';

/** Largest message taken from a server, bytes: a batch of starts with their parameters. */
const maxMessageBytes = 64 * 1024 * 1024;
const handshakeTimeoutMs = 5_000;
/** How long an orderly close may take before the socket is destroyed. */
const closePatienceMs = 1_000;

export interface WsDialerOptions {
  /** The server's URL as people know it: http or https (ws and wss work too), with its sub-path if it has one. */
  readonly serverUrl: string;
  /** Asked at each dial, so that a token that was renewed on disk is used. */
  readonly token: () => string;
}

/**
 * Dials `WS {serverUrl}/api/link`. A refused token (HTTP 401), a server that is not there and a bad batch (closed with 4400) all end
 * in `onClose` with the reason in words. Throws when `serverUrl` is no such URL.
 */
export function createWsDialer({ serverUrl, token }: WsDialerOptions): LinkDialer {
  const url = linkUrl(serverUrl);
  return {
    dial: (handler) => {
      const socket = new WebSocket(url, {
        headers: { authorization: `Bearer ${token()}` },
        perMessageDeflate: false,
        maxPayload: maxMessageBytes,
        handshakeTimeout: handshakeTimeoutMs,
      });
      let fault = '';
      let sent = 0;
      const arrival = arrivals();
      socket.on('open', () => handler.onOpen());
      socket.on('message', (data) => {
        if (socket.readyState !== WebSocket.OPEN) return;
        const batch = serverMessageSchema.safeParse(messageJson(data));
        if (batch.success) {
          const order = arrival(batch.data.i);
          if (order === 'next') handler.onFrames(batch.data.f);
          else if (order === 'gap') {
            fault = 'a batch of the server is missing';
            socket.close(4400, 'gap');
          }
        } else {
          fault = `the server sent a batch that is not of the protocol: ${batch.error.message.slice(0, 200)}`;
          socket.close(4400, 'bad batch');
        }
      });
      // 'close' always follows.
      socket.on('error', (error) => {
        fault = errorWords(error);
      });
      socket.on('close', (code, reason) => {
        handler.onClose(fault === '' ? `closed with ${code} ${String(reason)}`.trim() : fault);
      });
      return {
        send: (batch) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ i: ++sent, ...batch }));
        },
        close: () => {
          socket.close(1000);
          setTimeout(() => socket.terminate(), closePatienceMs).unref();
        },
        buffered: () => socket.bufferedAmount,
      };
    },
  };
}

/** The address of the link: `https://host/sub` → `wss://host/sub/api/link`. */
export function linkUrl(serverUrl: string): string {
  const url = new URL(serverUrl);
  const protocols: Readonly<Record<string, string>> = {
    'http:': 'ws:',
    'https:': 'wss:',
    'ws:': 'ws:',
    'wss:': 'wss:',
  };
  const protocol = protocols[url.protocol];
  if (protocol === undefined) throw new TypeError(`not a server's URL: ${serverUrl}`);
  const path = url.pathname.replace(/\/+$/, '');
  return `${protocol}//${url.host}${path}/api/link`;
}

/** A connection attempt over several addresses fails with one error per address and an empty message. */
function errorWords(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map(String).join('; ');
  return error.message;
}
