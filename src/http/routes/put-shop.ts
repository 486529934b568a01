import { shopPathSchema, shopPutSchema, shopResponseSchema } from '../../contract/shop.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `PUT /api/shops/:platform/:id`: 201 for a new shop, 200 for a changed one. */
export function putShop(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'PUT',
    url: '/api/shops/:platform/:id',
    config: { role: 'operator' },
    schema: {
      summary: 'Make or change a shop',
      tags: ['shops'],
      params: shopPathSchema,
      body: shopPutSchema,
      response: answers({ 200: shopResponseSchema, 201: shopResponseSchema }),
    },
    handler: async (request, reply) => {
      const { shop, created } = await services.shops.put(
        request.params.platform,
        request.params.id,
        request.body,
      );
      return reply.code(created ? 201 : 200).send({ shop });
    },
  });
}
