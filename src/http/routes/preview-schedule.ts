import { previewQuerySchema, previewSchema } from '../../contract/schedule.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/schedules/preview`: the next fires of an expression, a step or a schedule, with why some are left out. */
export function previewSchedule(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/schedules/preview',
    config: { role: 'viewer' },
    schema: {
      summary: 'Preview fires',
      tags: ['schedules'],
      querystring: previewQuerySchema,
      response: answers({ 200: previewSchema }, 'unknown_schedule'),
    },
    handler: async (request) => services.schedules.preview(request.query),
  });
}
