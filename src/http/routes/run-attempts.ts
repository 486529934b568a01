import { attemptsResponseSchema } from '../../contract/run-list.ts';
import { runIdParamsSchema } from '../../contract/submit.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/runs/:id/attempts`: oldest first, with the one under way. */
export function runAttempts(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/runs/:id/attempts',
    config: { role: 'viewer' },
    schema: {
      summary: "List a run's attempts",
      tags: ['runs'],
      params: runIdParamsSchema,
      response: answers({ 200: attemptsResponseSchema }, 'unknown_run'),
    },
    handler: async (request) => ({
      items: await services.runs.attempts(request.params.id),
      nextCursor: null,
    }),
  });
}
