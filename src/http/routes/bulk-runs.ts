import { bulkJobResponseSchema } from '../../contract/dead-letter.ts';
import { runBulkRequestSchema } from '../../contract/run-bulk.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/runs/bulk`: cancels or retries many runs, at a rate; answers at once, the job goes on. */
export function bulkRuns(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/runs/bulk',
    config: { role: 'operator' },
    schema: {
      summary: 'Cancel or retry many runs',
      description:
        'The job is watched, paused, resumed and cancelled as those on dead letters are: /api/dead-letters/bulk/{id}.',
      tags: ['runs'],
      body: runBulkRequestSchema,
      response: answers({ 202: bulkJobResponseSchema }, 'too_many_jobs'),
    },
    handler: async (request, reply) =>
      reply
        .code(202)
        .send({ job: await services.bulkJobs.createOnRuns(request.body, signedIn(request).name) }),
  });
}
