import { artifactsResponseSchema } from '../../contract/artifact.ts';
import { runIdParamsSchema } from '../../contract/submit.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/runs/:id/artifacts`: the files that a run's attempts have kept. */
export function runArtifacts(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/runs/:id/artifacts',
    config: { role: 'viewer' },
    schema: {
      summary: "List a run's files",
      tags: ['runs'],
      params: runIdParamsSchema,
      response: answers({ 200: artifactsResponseSchema }, 'unknown_run'),
    },
    handler: async (request) => ({
      items: await services.artifacts.list(request.params.id),
      nextCursor: null,
    }),
  });
}
