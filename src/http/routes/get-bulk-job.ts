import { bulkJobPathSchema, bulkJobResponseSchema } from '../../contract/dead-letter.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/dead-letters/bulk/:id`: how far it is. */
export function getBulkJob(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/dead-letters/bulk/:id',
    config: { role: 'viewer' },
    schema: {
      summary: 'Show a bulk job',
      tags: ['dead letters'],
      params: bulkJobPathSchema,
      response: answers({ 200: bulkJobResponseSchema }, 'unknown_job'),
    },
    handler: async (request) => ({ job: await services.bulkJobs.get(request.params.id) }),
  });
}
