import { flowListQuerySchema, flowPageSchema } from '../../contract/flow.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/flows`: in the configuration's order. */
export function listFlows(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/flows',
    config: { role: 'viewer' },
    schema: {
      summary: 'List flows',
      tags: ['flows'],
      querystring: flowListQuerySchema,
      response: answers({ 200: flowPageSchema }, 'bad_cursor'),
    },
    handler: async (request) => services.flows.list(request.query),
  });
}
