import { z } from 'zod';
import { uploadPathSchema } from '../../contract/upload.ts';
import { contentDisposition } from '../../domain/content-type.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { streamReply } from '../stream-reply.ts';

/** The body is a stream, so its type is only described. */
const fileAnswers: Record<string, unknown> = {
  ...answers({}, 'unknown_upload'),
  200: { description: 'The file', content: { 'application/octet-stream': { schema: z.string() } } },
};

/** `GET /api/uploads/:id/content`: the file, for the node that executes its run, too. */
export function getUploadContent(app: HttpApp, parts: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/uploads/:id/content',
    config: { role: 'node' },
    schema: {
      summary: 'Download an uploaded file',
      tags: ['uploads'],
      params: uploadPathSchema,
      response: fileAnswers,
    },
    handler: async (request, reply) => {
      const file = await parts.services.uploads.open(request.params.id);
      return streamReply(request, reply, parts, {
        status: 200,
        headers: {
          'content-type': 'application/octet-stream',
          'content-length': String(file.size),
          'content-disposition': contentDisposition(file.name, false),
        },
        pieces: () => file.pieces(),
      });
    },
  });
}
