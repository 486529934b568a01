import { flowPathSchema, flowResponseSchema } from '../../contract/flow.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/flows/:name`. */
export function getFlow(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/flows/:name',
    config: { role: 'viewer' },
    schema: {
      summary: 'Show a flow',
      tags: ['flows'],
      params: flowPathSchema,
      response: answers({ 200: flowResponseSchema }, 'unknown_flow'),
    },
    handler: async (request) => ({ flow: services.flows.get(request.params.name) }),
  });
}
