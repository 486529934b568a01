import { bulkJobCommandPathSchema, bulkJobResponseSchema } from '../../contract/dead-letter.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/dead-letters/bulk/:id/:command`: pause, resume or cancel; a cancelled one can be resumed where it stopped. */
export function commandBulkJob(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/dead-letters/bulk/:id/:command',
    config: { role: 'operator' },
    schema: {
      summary: 'Pause, resume or cancel a bulk job',
      tags: ['dead letters'],
      params: bulkJobCommandPathSchema,
      response: answers({ 200: bulkJobResponseSchema }, 'unknown_job', 'job_ended'),
    },
    handler: async (request) => ({
      job: await services.bulkJobs.command(request.params.id, request.params.command),
    }),
  });
}
