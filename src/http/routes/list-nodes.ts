import { nodeListQuerySchema, nodePageSchema } from '../../contract/node.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/nodes`. */
export function listNodes(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/nodes',
    config: { role: 'viewer' },
    schema: {
      summary: 'List nodes',
      tags: ['nodes'],
      querystring: nodeListQuerySchema,
      response: answers({ 200: nodePageSchema }, 'bad_cursor'),
    },
    handler: (request) => services.nodes.list(request.query),
  });
}
