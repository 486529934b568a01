import { batchResponseSchema } from '../../contract/batch.ts';
import { batchRequestSchema } from '../../contract/submit.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { problemOf } from '../problem-body.ts';
import { submitterOf } from '../submitter.ts';

/** `POST /api/runs/batch`: one result for each run asked for, in order; a refused one does not hold up the others. */
export function submitBatch(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/runs/batch',
    config: { role: 'operator' },
    schema: {
      summary: 'Submit many runs, or one for each of several shops',
      tags: ['runs'],
      body: batchRequestSchema,
      response: answers({ 200: batchResponseSchema }),
    },
    handler: async (request) => {
      const { batchId, results } = await services.intake.batch(request.body, submitterOf(request));
      return {
        batchId,
        results: results.map((result) =>
          'error' in result ? { ...result, error: problemOf(result.error) } : result,
        ),
      };
    },
  });
}
