import { uploadPathSchema, uploadResponseSchema } from '../../contract/upload.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/uploads/:id`: how much of a file has come. */
export function getUpload(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/uploads/:id',
    config: { role: 'viewer' },
    schema: {
      summary: 'Show an uploaded file',
      tags: ['uploads'],
      params: uploadPathSchema,
      response: answers({ 200: uploadResponseSchema }, 'unknown_upload'),
    },
    handler: async (request) => ({ upload: await services.uploads.get(request.params.id) }),
  });
}
