import { backfillPathSchema, backfillResponseSchema } from '../../contract/backfill.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/schedules/backfills/:id`: how far it is. */
export function getBackfill(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/schedules/backfills/:id',
    config: { role: 'viewer' },
    schema: {
      summary: 'Show a backfill',
      tags: ['schedules'],
      params: backfillPathSchema,
      response: answers({ 200: backfillResponseSchema }, 'unknown_backfill'),
    },
    handler: async (request) => ({ backfill: await services.backfills.get(request.params.id) }),
  });
}
