import { shopPathSchema, shopResponseSchema } from '../../contract/shop.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/shops/:platform/:id`. */
export function getShop(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/shops/:platform/:id',
    config: { role: 'viewer' },
    schema: {
      summary: 'Show a shop',
      tags: ['shops'],
      params: shopPathSchema,
      response: answers({ 200: shopResponseSchema }, 'unknown_shop'),
    },
    handler: async (request) => ({
      shop: await services.shops.get(request.params.platform, request.params.id),
    }),
  });
}
