import { scheduleListQuerySchema, schedulePageSchema } from '../../contract/schedule.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/schedules`: by name, each with its next and last slots. */
export function listSchedules(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/schedules',
    config: { role: 'viewer' },
    schema: {
      summary: 'List schedules',
      tags: ['schedules'],
      querystring: scheduleListQuerySchema,
      response: answers({ 200: schedulePageSchema }, 'bad_cursor'),
    },
    handler: (request) => services.schedules.list(request.query),
  });
}
