import { backfillListQuerySchema, backfillPageSchema } from '../../contract/backfill.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/schedules/backfills`: newest first. */
export function listBackfills(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/schedules/backfills',
    config: { role: 'viewer' },
    schema: {
      summary: 'List backfills',
      tags: ['schedules'],
      querystring: backfillListQuerySchema,
      response: answers({ 200: backfillPageSchema }, 'bad_cursor', 'unknown_schedule'),
    },
    handler: (request) => services.backfills.list(request.query),
  });
}
