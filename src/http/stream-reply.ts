import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Timer } from '../ports/clock.ts';
import type { RouteParts } from './http-app.ts';

/** A reader that takes nothing for this long is cut off, ms. */
const stalledMs = 60_000;

const heartbeatMs = 10_000;

/** What is sent as a stream. */
export interface StreamedBody {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body in pieces, asked for as fast as the client reads; to end when `signal` is aborted (it or the server went away). */
  pieces(signal: AbortSignal): AsyncIterable<string | Uint8Array>;
  /**
   * Sent between lines after 10 s in which there was nothing to send: what the reader passes over, so that neither it nor a
   * proxy takes the silence for a broken connection. Default: nothing.
   */
  readonly heartbeat?: string;
}

/** Answers with a stream: the headers at once, then each piece; nothing is kept beyond the one being sent. */
export function streamReply(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: RouteParts,
  body: StreamedBody,
): FastifyReply {
  void reply.hijack();
  const { raw } = reply;
  const gone = new AbortController();
  raw.once('close', () => gone.abort());
  // A followed log may be silent for longer than connections otherwise may.
  request.raw.socket.setTimeout(0);
  raw.writeHead(body.status, { ...headersOf(reply), ...body.headers });
  raw.flushHeaders();
  void pump(raw, body, AbortSignal.any([gone.signal, parts.closing]), parts).catch((error: unknown) => {
    if (!gone.signal.aborted) parts.logger.error({ requestId: request.id, error }, 'a stream broke off');
    // Cut, so that the client does not take it for whole.
    raw.destroy();
  });
  return reply;
}

export function headersOf(reply: FastifyReply): Record<string, number | string | string[]> {
  return Object.fromEntries(
    Object.entries(reply.getHeaders()).filter(
      (entry): entry is [string, number | string | string[]] => entry[1] !== undefined,
    ),
  );
}

async function pump(
  raw: ServerResponse,
  body: StreamedBody,
  signal: AbortSignal,
  parts: RouteParts,
): Promise<void> {
  const { heartbeat } = body;
  let betweenLines = true;
  let silence: Timer | null = null;
  const listen = (): void => {
    silence?.cancel();
    silence = null;
    if (heartbeat === undefined || !betweenLines) return;
    silence = parts.clock.timer(heartbeatMs, () => {
      if (raw.destroyed) return;
      // One that does not even read these is told apart by the next piece.
      if (!raw.writableNeedDrain) raw.write(heartbeat);
      listen();
    });
  };
  try {
    listen();
    for await (const piece of body.pieces(signal)) {
      if (raw.destroyed) return;
      if (piece.length === 0) continue;
      betweenLines = piece.at(-1) === (typeof piece === 'string' ? '\n' : 10);
      const taken = raw.write(piece);
      listen();
      if (taken) continue;
      const timer = parts.clock.timer(stalledMs, () => raw.destroy());
      await drained(raw);
      timer.cancel();
    }
    raw.end();
  } finally {
    // A callback has set it, which the compiler does not see.
    (silence as Timer | null)?.cancel();
  }
}

/** Resolves when the client has taken what was written, or is gone. */
function drained(raw: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
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
