import { batchListQuerySchema, batchPageSchema } from '../../contract/batch-progress.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/batches`: newest first, with their progress. */
export function listBatches(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/batches',
    config: { role: 'viewer' },
    schema: {
      summary: 'List batches',
      tags: ['batches'],
      querystring: batchListQuerySchema,
      response: answers({ 200: batchPageSchema }, 'bad_cursor'),
    },
    handler: (request) => services.batches.list(request.query),
  });
}
