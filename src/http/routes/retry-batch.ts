import { batchPathSchema, batchRetryRequestSchema } from '../../contract/batch-progress.ts';
import { bulkJobResponseSchema } from '../../contract/dead-letter.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/batches/:id/retry`: a bulk job that runs its failed runs again. */
export function retryBatch(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/batches/:id/retry',
    config: { role: 'operator' },
    schema: {
      summary: 'Retry the failed runs of a batch',
      tags: ['batches'],
      params: batchPathSchema,
      body: batchRetryRequestSchema,
      response: answers({ 202: bulkJobResponseSchema }, 'unknown_batch', 'nothing_to_retry', 'too_many_jobs'),
    },
    handler: async (request, reply) => {
      const job = await services.batches.retryFailed(
        request.params.id,
        request.body?.ratePerSecond,
        signedIn(request).name,
      );
      return reply.code(202).send({ job });
    },
  });
}
