import { nodePathSchema, nodeResponseSchema } from '../../contract/node.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/nodes/:id/drain` and `…/resume`: whether a node takes anything new. */
export function drainNode(app: HttpApp, { services }: RouteParts): void {
  for (const [action, draining, summary] of [
    ['drain', true, 'Let a node take nothing new'],
    ['resume', false, 'Let a drained node work again'],
  ] as const) {
    app.route({
      method: 'POST',
      url: `/api/nodes/:id/${action}`,
      config: { role: 'operator' },
      schema: {
        summary,
        tags: ['nodes'],
        params: nodePathSchema,
        response: answers({ 200: nodeResponseSchema }, 'unknown_node'),
      },
      handler: async (request) => ({ node: await services.nodes.drain(request.params.id, draining) }),
    });
  }
}
