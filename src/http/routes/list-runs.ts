import { runListQuerySchema, runPageSchema } from '../../contract/run-list.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/runs`: newest first. */
export function listRuns(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/runs',
    config: { role: 'viewer' },
    schema: {
      summary: 'List runs',
      tags: ['runs'],
      querystring: runListQuerySchema,
      response: answers({ 200: runPageSchema }, 'bad_cursor'),
    },
    handler: (request) => services.runs.list(request.query),
  });
}
