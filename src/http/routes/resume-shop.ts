import { shopPathSchema, shopResponseSchema } from '../../contract/shop.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/shops/:platform/:id/resume`: what waits in the shop goes on. */
export function resumeShopRoute(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/shops/:platform/:id/resume',
    config: { role: 'operator' },
    schema: {
      summary: 'Resume a paused shop',
      tags: ['shops'],
      params: shopPathSchema,
      response: answers({ 200: shopResponseSchema }, 'unknown_shop'),
    },
    handler: async (request) => ({
      shop: await services.shops.resume(request.params.platform, request.params.id),
    }),
  });
}
