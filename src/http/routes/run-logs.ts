import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { logQuerySchema } from '../../contract/run-list.ts';
import { runIdParamsSchema } from '../../contract/submit.ts';
import type { LogFormat, LogHandle, LogReader } from '../../services/runs/log-reader.ts';
import { answers } from '../api-answers.ts';
import { type ByteRange, byteRange, within } from '../byte-range.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { type StreamedBody, streamReply } from '../stream-reply.ts';

/** Largest range of rendered text that one answer holds, bytes; a client asks again for what is missing. */
const maxTextRange = 1024 * 1024;

const mediaTypes: Readonly<Record<LogFormat, string>> = {
  text: 'text/plain; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/** The body is a stream, so its type is only described. */
const logContent = {
  content: { 'text/plain': { schema: z.string() }, 'application/x-ndjson': { schema: z.string() } },
};
const logAnswers: Record<string, unknown> = {
  ...answers({}, 'unknown_run', 'not_found', 'range_not_satisfiable'),
  200: { description: 'The log', ...logContent },
  206: { description: 'The range asked for', ...logContent },
};

/** `GET /api/runs/:id/logs`: an attempt's log as text or NDJSON, whole, in ranges, or followed until the run ends. */
export function runLogs(app: HttpApp, parts: RouteParts): void {
  const { logReader } = parts.services;
  app.route({
    method: 'GET',
    url: '/api/runs/:id/logs',
    config: { role: 'viewer' },
    schema: {
      summary: "Read a run's log",
      tags: ['runs'],
      params: runIdParamsSchema,
      querystring: logQuerySchema,
      response: logAnswers,
    },
    handler: async (request, reply) => {
      const { attempt, format, follow, from = 0 } = request.query;
      const log = await logReader.open(request.params.id, attempt ?? null);
      const type = { 'content-type': mediaTypes[format], 'x-drover-attempt': String(log.attempt) };
      if (request.method === 'HEAD')
        return empty(reply, type, format === 'ndjson' && !follow ? log.size : null);
      if (follow) {
        const headers = { ...type, 'x-accel-buffering': 'no' };
        return streamReply(request, reply, parts, {
          status: 200,
          headers,
          // An empty line is none of the log's.
          ...(format === 'ndjson' ? { heartbeat: '\n' } : {}),
          pieces: (signal) =>
            logReader.follow(log, format, { onlyThis: attempt !== undefined, from }, signal),
        });
      }
      const range = byteRange(request.headers.range);
      if (format === 'ndjson')
        return streamReply(request, reply, parts, rawBody(logReader, log, range, type));
      if (range !== null && 'from' in range) return textRange(reply, logReader, log, range, type);
      return streamReply(request, reply, parts, {
        status: 200,
        headers: type,
        pieces: () => logReader.text(log),
      });
    },
  });
}

function empty(reply: FastifyReply, headers: Record<string, string>, length: number | null): FastifyReply {
  void reply.hijack();
  reply.raw.writeHead(200, {
    ...headers,
    'accept-ranges': 'bytes',
    ...(length === null ? {} : { 'content-length': String(length) }),
  });
  reply.raw.end();
  return reply;
}

function rawBody(
  logReader: LogReader,
  log: LogHandle,
  range: ByteRange | null,
  type: Record<string, string>,
): StreamedBody {
  const { from, to } = range === null ? { from: 0, to: log.size } : within(range, log.size);
  const headers = { ...type, 'accept-ranges': 'bytes', 'content-length': String(to - from) };
  const part = { 'content-range': `bytes ${from}-${to - 1}/${log.size}` };
  return {
    status: range === null ? 200 : 206,
    headers: range === null ? headers : { ...headers, ...part },
    pieces: () => logReader.raw(log, from, to),
  };
}

/** A range of the text as it would be sent. Its length is known only where it ends, so the range held is bounded. */
async function textRange(
  reply: FastifyReply,
  logReader: LogReader,
  log: LogHandle,
  range: { from: number; to: number },
  type: Record<string, string>,
): Promise<Buffer> {
  const to = Math.min(range.to, range.from + maxTextRange);
  const taken: Buffer[] = [];
  let at = 0;
  let ended = true;
  for await (const text of logReader.text(log)) {
    const bytes = Buffer.from(text);
    if (at + bytes.length > range.from) taken.push(bytes.subarray(Math.max(0, range.from - at), to - at));
    at += bytes.length;
    if (at <= to) continue;
    ended = false;
    break;
  }
  const body = Buffer.concat(taken);
  if (body.length === 0) within(range, at);
  void reply.code(206).headers({
    ...type,
    'accept-ranges': 'bytes',
    'content-range': `bytes ${range.from}-${range.from + body.length - 1}/${ended ? at : '*'}`,
  });
  return body;
}
