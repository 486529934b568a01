import { z } from 'zod';
import { uploadPathSchema, uploadPieceQuerySchema, uploadResponseSchema } from '../../contract/upload.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `PUT /api/uploads/:id/content?from=N`: a piece of a file, as it is. */
export function putUploadContent(app: HttpApp, { services }: RouteParts): void {
  // In a scope of its own: no other route takes such bodies.
  void app.register(async (scope: HttpApp) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
    scope.route({
      method: 'PUT',
      url: '/api/uploads/:id/content',
      config: { role: 'operator' },
      schema: {
        summary: 'Send a piece of a file',
        description:
          'Pieces of up to 4 MiB, one after the other; what does not fit is answered with `received`.',
        tags: ['uploads'],
        consumes: ['application/octet-stream'],
        params: uploadPathSchema,
        querystring: uploadPieceQuerySchema,
        body: z.unknown(),
        response: answers({ 200: uploadResponseSchema }, 'unknown_upload', 'upload_offset'),
      },
      handler: async (request) => {
        const body: unknown = request.body;
        if (request.headers['content-type'] !== 'application/octet-stream' || !Buffer.isBuffer(body))
          throw new DroverError('unsupported_media_type', said('bytes_wanted'));
        return { upload: await services.uploads.append(request.params.id, request.query.from, body) };
      },
    });
  });
}
