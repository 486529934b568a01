import { batchPathSchema, batchProgressResponseSchema } from '../../contract/batch-progress.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/batches/:id`: how far it is. */
export function getBatch(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/batches/:id',
    config: { role: 'viewer' },
    schema: {
      summary: 'Show a batch',
      tags: ['batches'],
      params: batchPathSchema,
      response: answers({ 200: batchProgressResponseSchema }, 'unknown_batch'),
    },
    handler: async (request) => ({ batch: await services.batches.get(request.params.id) }),
  });
}
