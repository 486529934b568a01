import { searchQuerySchema, searchResultSchema } from '../../contract/search.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/search`: runs, flows, shops and nodes by what a person types. */
export function searchRoute(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/search',
    config: { role: 'viewer' },
    schema: {
      summary: 'Find runs, flows, shops and nodes',
      tags: ['system'],
      querystring: searchQuerySchema,
      response: answers({ 200: searchResultSchema }),
    },
    handler: (request) => services.search.search(request.query),
  });
}
