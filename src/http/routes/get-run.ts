import { runResponseSchema } from '../../contract/run-list.ts';
import { runIdParamsSchema } from '../../contract/submit.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/runs/:id`. */
export function getRun(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/runs/:id',
    config: { role: 'viewer' },
    schema: {
      summary: 'Show a run',
      tags: ['runs'],
      params: runIdParamsSchema,
      response: answers({ 200: runResponseSchema }, 'unknown_run'),
    },
    handler: async (request) => ({ run: await services.runs.get(request.params.id) }),
  });
}
