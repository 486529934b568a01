import { z } from 'zod';
import { artifactNameSchema, artifactQuerySchema } from '../../contract/artifact.ts';
import { runIdParamsSchema } from '../../contract/submit.ts';
import { contentDisposition, contentTypeOf } from '../../domain/content-type.ts';
import { answers } from '../api-answers.ts';
import { byteRange, within } from '../byte-range.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { headersOf, streamReply } from '../stream-reply.ts';

/** The body is a stream, so its type is only described. */
const file = { description: 'The file', content: { 'application/octet-stream': { schema: z.string() } } };
const fileAnswers: Record<string, unknown> = {
  ...answers({}, 'unknown_run', 'not_found', 'range_not_satisfiable'),
  200: file,
  206: file,
};

const paramsSchema = runIdParamsSchema.extend({ name: artifactNameSchema });

/** `GET /api/runs/:id/artifacts/:name`: a kept file, whole or a range; `/` in its name is written `%2F`. */
export function downloadArtifact(app: HttpApp, parts: RouteParts): void {
  const { artifacts } = parts.services;
  app.route({
    method: 'GET',
    url: '/api/runs/:id/artifacts/:name',
    config: { role: 'viewer' },
    schema: {
      summary: "Download a run's file",
      tags: ['runs'],
      params: paramsSchema,
      querystring: artifactQuerySchema,
      response: fileAnswers,
    },
    handler: async (request, reply) => {
      const { id, name } = request.params;
      const stored = await artifacts.open(id, name, request.query.attempt ?? null);
      const { size, tag } = stored;
      const { type, inline } = contentTypeOf(name);
      const headers = {
        'content-type': type,
        'content-disposition': contentDisposition(name, inline),
        // Shown in place or saved, it is never a page of this server.
        'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
        'accept-ranges': 'bytes',
        etag: tag,
        'x-drover-attempt': String(stored.attempt),
      };
      const condition = request.headers['if-range'];
      const asked = condition === undefined || condition === tag ? byteRange(request.headers.range) : null;
      if (request.method === 'HEAD') {
        void reply.hijack();
        reply.raw.writeHead(200, { ...headersOf(reply), ...headers, 'content-length': String(size) }).end();
        return reply;
      }
      const { from, to } = asked === null ? { from: 0, to: size } : within(asked, size);
      return streamReply(request, reply, parts, {
        status: asked === null ? 200 : 206,
        headers: {
          ...headers,
          'content-length': String(to - from),
          ...(asked === null ? {} : { 'content-range': `bytes ${from}-${to - 1}/${size}` }),
        },
        pieces: () => stored.read(from, to),
      });
    },
  });
}
