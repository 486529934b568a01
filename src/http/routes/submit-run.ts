import { submitRequestSchema, submitResponseSchema } from '../../contract/submit.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { submitterOf } from '../submitter.ts';

/** `POST /api/runs`: 201 for a new run, 200 for the one that already does this job. */
export function submitRun(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/runs',
    config: { role: 'operator' },
    schema: {
      summary: 'Submit a run',
      tags: ['runs'],
      body: submitRequestSchema,
      response: answers(
        { 200: submitResponseSchema, 201: submitResponseSchema },
        'unknown_flow',
        'no_flow_matches',
        'duplicate_run',
        'idempotency_conflict',
        'invalid_params',
        'params_too_large',
      ),
    },
    handler: async (request, reply) => {
      const answer = await services.intake.submit(request.body, submitterOf(request));
      if (answer.deduplicated === true) return answer;
      return reply
        .code(201)
        .header('location', `/api/runs/${encodeURIComponent(answer.run.id)}`)
        .send(answer);
    },
  });
}
