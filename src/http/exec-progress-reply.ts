import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Timer } from '../ports/clock.ts';
import type { ExecPieces } from '../services/exec/exec-progress.ts';
import { execHeaders, pingTime } from './exec-reply.ts';
import type { RouteParts } from './http-app.ts';
import { streamReply } from './stream-reply.ts';

export type ExecProgressReply = (
  request: FastifyRequest,
  reply: FastifyReply,
  runId: string,
  pieces: ExecPieces,
) => FastifyReply;

/** Answers with an exec's events; a comment goes between them, one interval apart, while the client takes what is sent. */
export function createExecProgressReply(parts: RouteParts, pingMs: number): ExecProgressReply {
  const { clock } = parts;
  return (request, reply, runId, pieces) => {
    const { raw } = reply;
    let timer: Timer | null = null;
    const ping = (): void => {
      timer = clock.timer(pingMs, ping);
      if (!raw.writableNeedDrain) raw.write(`: ping - ${pingTime(clock.now())}\r\n\r\n`);
    };
    const headers = { ...execHeaders, 'x-drover-run-id': runId };
    streamReply(request, reply, parts, {
      status: 200,
      headers,
      async *pieces(signal) {
        timer = clock.timer(pingMs, ping);
        try {
          yield* pieces(signal);
        } finally {
          timer.cancel();
        }
      },
    });
    return reply;
  };
}
