import { shopListQuerySchema, shopPageSchema } from '../../contract/shop.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/shops`: by platform and id. */
export function listShops(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/shops',
    config: { role: 'viewer' },
    schema: {
      summary: 'List shops',
      tags: ['shops'],
      querystring: shopListQuerySchema,
      response: answers({ 200: shopPageSchema }, 'bad_cursor'),
    },
    handler: (request) => services.shops.list(request.query),
  });
}
