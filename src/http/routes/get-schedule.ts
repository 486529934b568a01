import { schedulePathSchema, scheduleResponseSchema } from '../../contract/schedule.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/schedules/:id` */
export function getSchedule(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/schedules/:id',
    config: { role: 'viewer' },
    schema: {
      summary: 'One schedule',
      tags: ['schedules'],
      params: schedulePathSchema,
      response: answers({ 200: scheduleResponseSchema }, 'unknown_schedule'),
    },
    handler: async (request) => ({ schedule: await services.schedules.get(request.params.id) }),
  });
}
