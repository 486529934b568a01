import { runIdParamsSchema } from '../../contract/submit.ts';
import { whySchema } from '../../contract/why.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/runs/:id/why`: why the run isn't running. */
export function runWhy(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/runs/:id/why',
    config: { role: 'viewer' },
    schema: {
      summary: "Say why a run isn't running",
      tags: ['runs'],
      params: runIdParamsSchema,
      response: answers({ 200: whySchema }, 'unknown_run'),
    },
    handler: (request) => services.why.of(request.params.id),
  });
}
