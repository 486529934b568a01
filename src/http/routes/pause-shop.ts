import { pauseRequestSchema, shopPathSchema, shopResponseSchema } from '../../contract/shop.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/shops/:platform/:id/pause`: nothing new starts in the shop. */
export function pauseShopRoute(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/shops/:platform/:id/pause',
    config: { role: 'operator' },
    schema: {
      summary: 'Pause a shop',
      tags: ['shops'],
      params: shopPathSchema,
      body: pauseRequestSchema,
      response: answers({ 200: shopResponseSchema }, 'unknown_shop'),
    },
    handler: async (request) => {
      const { platform, id } = request.params;
      return {
        shop: await services.shops.pause(platform, id, signedIn(request).name, request.body?.reason ?? null),
      };
    },
  });
}
