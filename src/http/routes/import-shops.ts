import { z } from 'zod';
import { shopImportQuerySchema, shopImportResponseSchema } from '../../contract/shop-import.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/shops/import`: a file of comma-separated values; the faultless lines are stored, all of them together. */
export function importShops(app: HttpApp, { services }: RouteParts): void {
  // In a scope of its own: no other route takes such bodies.
  void app.register(async (scope: HttpApp) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
    scope.route({
      method: 'POST',
      url: '/api/shops/import',
      config: { role: 'operator' },
      schema: {
        summary: 'Import shops from a CSV file',
        description:
          'Columns platform, id, name, tags (separated by ;), owner, enabled; the first line names them. A column that the file does not have changes nothing; an empty cell empties, but an empty enabled changes nothing; a line with fewer cells than the header is left out. enabled: true or false (yes or no, on or off, 1 or 0, 是 or 否). UTF-8, or another charset that the content type declares (gbk).',
        tags: ['shops'],
        consumes: ['text/csv'],
        querystring: shopImportQuerySchema,
        body: z.unknown(),
        response: answers({ 200: shopImportResponseSchema }, 'bad_csv'),
      },
      handler: async (request) => {
        const { dryRun = false, platform = null } = request.query;
        const body: unknown = request.body;
        const [type = '', ...parameters] = (request.headers['content-type'] ?? '')
          .split(';')
          .map((part) => part.trim().toLowerCase());
        if (type !== 'text/csv' || !Buffer.isBuffer(body)) {
          throw new DroverError('unsupported_media_type', said('csv_wanted'));
        }
        const charset =
          parameters
            .find((parameter) => parameter.startsWith('charset='))
            ?.slice('charset='.length)
            .replaceAll('"', '') ?? null;
        return services.shopFiles.import({ body, charset }, { dryRun, platform });
      },
    });
  });
}
