/**
 * Answers with Server-Sent Events. The headers and a first piece go at once; then pieces of whole events as fast as the
 * client takes them, and a comment whenever the ticker of all streams ticks. What a client has not taken waits in its
 * stream's window, not here: a reader costs one piece and its socket's buffer, and is cut when it takes nothing for 15 s.
 */
import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Timer } from '../ports/clock.ts';
import type { RouteParts } from './http-app.ts';
import { headersOf } from './stream-reply.ts';

/** Between two comments of a stream; proxies and clients take 10 s of silence for its end at the earliest. */
const beatMs = 8_000;
/** A reader that takes nothing for this long is cut off, ms. */
const stalledMs = 15_000;
/** What clients wait before they connect again, ms. */
const retryMs = 1_000;

const bodyHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const;
const sseHeaders = { ...bodyHeaders, connection: 'keep-alive' } as const;

export interface SseBody {
  /** Sent first, with the headers. */
  readonly first: string;
  /** Pieces of whole events; to end when `signal` is aborted (the client or the server went away). */
  chunks(signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Sent with each heartbeat; empty: nothing. */
  beat(): string;
}

export type SseReply = (request: FastifyRequest, reply: FastifyReply, body: SseBody) => FastifyReply;

/** One ticker for all streams that it answers with. */
export function createSseReply(parts: RouteParts): SseReply {
  const beats = new Set<() => void>();
  let ticker: Timer | null = null;
  const tick = (): void => {
    ticker = beats.size === 0 ? null : parts.clock.timer(beatMs, tick);
    for (const beat of beats) beat();
  };

  return (request, reply, body) => {
    void reply.hijack();
    const { raw } = reply;
    const { socket } = request.raw;
    if (request.method === 'HEAD') {
      // Whether the connection stays is as the client asks: no stream follows.
      raw.writeHead(200, { ...headersOf(reply), ...bodyHeaders }).end();
      return reply;
    }
    const gone = new AbortController();
    const beat = (): void => {
      // Who has signed out elsewhere sees nothing more.
      if (request.session !== null && !parts.services.sessions.isOpen(request.session.id)) {
        raw.destroy();
        return;
      }
      if (!raw.writableNeedDrain) raw.write(`: ping\n${body.beat()}\n`);
    };
    raw.once('close', () => {
      beats.delete(beat);
      gone.abort();
    });
    socket.setTimeout(0);
    raw.writeHead(200, { ...headersOf(reply), ...sseHeaders });
    raw.write(`: drover\nretry: ${retryMs}\n${body.first}\n`);
    beats.add(beat);
    ticker ??= parts.clock.timer(beatMs, tick);
    const signal = AbortSignal.any([gone.signal, parts.closing]);
    void send(raw, body.chunks(signal), parts).catch((error: unknown) => {
      if (!gone.signal.aborted) parts.logger.error({ requestId: request.id, error }, 'a stream broke off');
      raw.destroy();
    });
    return reply;
  };
}

async function send(
  raw: ServerResponse,
  chunks: AsyncIterable<Uint8Array>,
  parts: RouteParts,
): Promise<void> {
  for await (const chunk of chunks) {
    if (raw.destroyed) return;
    raw.write(chunk);
    if (raw.writableNeedDrain) await drained(raw, parts);
  }
  // A server that stops waits for open connections, also for those that only might ask again.
  raw.end(() => {
    if (parts.closing.aborted) raw.socket?.end();
  });
}

/** Resolves when the client has taken what was written, or is gone; cuts it off when it takes too long. */
function drained(raw: ServerResponse, parts: RouteParts): Promise<void> {
  return new Promise((resolve) => {
    const timer = parts.clock.timer(stalledMs, () => {
      parts.logger.debug({}, 'a reader that takes nothing was cut off');
      raw.destroy();
    });
    const done = (): void => {
      timer.cancel();
      raw.off('drain', done);
      raw.off('close', done);
      resolve();
    };
    raw.on('drain', done);
    raw.on('close', done);
    // Destroyed before we listened: nothing more would come.
    if (raw.destroyed) done();
  });
}
