import { z } from 'zod';
import { shopExportQuerySchema } from '../../contract/shop-import.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** The body is a file, so its type is only described. */
const fileAnswers: Record<string, unknown> = {
  200: { description: 'The shops', content: { 'text/csv': { schema: z.string() } } },
};

/** `GET /api/shops/export`: the shops as a file of comma-separated values, in which nothing is taken for a formula. */
export function exportShops(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/shops/export',
    config: { role: 'viewer' },
    schema: {
      summary: 'Export shops as a CSV file',
      tags: ['shops'],
      querystring: shopExportQuerySchema,
      response: fileAnswers,
    },
    handler: async (request, reply) => {
      const file = await services.shopFiles.export(request.query);
      return reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="shops.csv"')
        .send(Buffer.from(file, 'utf8'));
    },
  });
}
