import { flowPathSchema } from '../../contract/flow.ts';
import { flowRunRequestSchema, submitResponseSchema } from '../../contract/submit.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { submitterOf } from '../submitter.ts';

/** `POST /api/flows/:name/run`: as `POST /api/runs`, of this flow. */
export function runFlowRoute(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/flows/:name/run',
    config: { role: 'operator' },
    schema: {
      summary: 'Run a flow',
      tags: ['flows'],
      params: flowPathSchema,
      body: flowRunRequestSchema.nullish(),
      response: answers(
        { 200: submitResponseSchema, 201: submitResponseSchema },
        'unknown_flow',
        'duplicate_run',
        'idempotency_conflict',
        'invalid_params',
        'params_too_large',
      ),
    },
    handler: async (request, reply) => {
      const body = { ...request.body, flow: request.params.name };
      const answer = await services.intake.submit(body, submitterOf(request));
      if (answer.deduplicated === true) return answer;
      return reply
        .code(201)
        .header('location', `/api/runs/${encodeURIComponent(answer.run.id)}`)
        .send(answer);
    },
  });
}
