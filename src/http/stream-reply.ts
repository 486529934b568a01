import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteParts } from './http-app.ts';

/** A reader that takes nothing for this long is cut off, ms. */
const stalledMs = 60_000;

/** What is sent as a stream. */
export interface StreamedBody {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body in pieces, asked for as fast as the client reads; to end when `signal` is aborted (it or the server went away). */
  pieces(signal: AbortSignal): AsyncIterable<string | Uint8Array>;
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
  void pump(raw, body.pieces(AbortSignal.any([gone.signal, parts.closing])), parts).catch(
    (error: unknown) => {
      if (!gone.signal.aborted) parts.logger.error({ requestId: request.id, error }, 'a stream broke off');
      // Cut, so that the client does not take it for whole.
      raw.destroy();
    },
  );
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
  pieces: AsyncIterable<string | Uint8Array>,
  parts: RouteParts,
): Promise<void> {
  for await (const piece of pieces) {
    if (raw.destroyed) return;
    if (piece.length === 0 || raw.write(piece)) continue;
    const timer = parts.clock.timer(stalledMs, () => raw.destroy());
    await drained(raw);
    timer.cancel();
  }
  raw.end();
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
