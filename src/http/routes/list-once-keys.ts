import { onceListQuerySchema, oncePageSchema } from '../../contract/once.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/once`: keys of `ctx.once` whose time is not over, the last begun first. */
export function listOnceKeys(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/once',
    config: { role: 'viewer' },
    schema: {
      summary: 'List keys of side effects that happen once',
      tags: ['once'],
      querystring: onceListQuerySchema,
      response: answers({ 200: oncePageSchema }, 'bad_cursor'),
    },
    handler: (request) => services.onceKeys.list(request.query),
  });
}
