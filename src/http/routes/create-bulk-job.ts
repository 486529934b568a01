import { bulkJobResponseSchema, bulkRequestSchema } from '../../contract/dead-letter.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/dead-letters/bulk`: one action on many dead letters, at a rate; answers at once, the job goes on. */
export function createBulkJob(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/dead-letters/bulk',
    config: { role: 'operator' },
    schema: {
      summary: 'Retry, ignore or archive many dead letters',
      tags: ['dead letters'],
      body: bulkRequestSchema,
      response: answers({ 202: bulkJobResponseSchema }, 'too_many_jobs'),
    },
    handler: async (request, reply) =>
      reply.code(202).send({ job: await services.bulkJobs.create(request.body, signedIn(request).name) }),
  });
}
