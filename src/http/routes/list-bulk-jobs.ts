import { bulkJobListQuerySchema, bulkJobPageSchema } from '../../contract/dead-letter.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/dead-letters/bulk`: newest first. */
export function listBulkJobs(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/dead-letters/bulk',
    config: { role: 'viewer' },
    schema: {
      summary: 'List bulk jobs',
      tags: ['dead letters'],
      querystring: bulkJobListQuerySchema,
      response: answers({ 200: bulkJobPageSchema }, 'bad_cursor'),
    },
    handler: (request) => services.bulkJobs.list(request.query),
  });
}
