import { retryRequestSchema, runIdParamsSchema, submitResponseSchema } from '../../contract/submit.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/runs/:id/retry`: 201 with the new run, 200 with the retry that is still under way. */
export function retryRunRoute(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/runs/:id/retry',
    config: { role: 'operator' },
    schema: {
      summary: 'Retry a run that has ended',
      tags: ['runs'],
      params: runIdParamsSchema,
      body: retryRequestSchema.nullish(),
      response: answers(
        { 200: submitResponseSchema, 201: submitResponseSchema },
        'unknown_run',
        'run_not_ended',
        'not_retryable',
        'unknown_flow',
        'invalid_params',
        'params_too_large',
      ),
    },
    handler: async (request, reply) => {
      const answer = await services.runs.retry(request.params.id, request.body ?? {}, signedIn(request).name);
      return reply.code(answer.deduplicated === true ? 200 : 201).send(answer);
    },
  });
}
