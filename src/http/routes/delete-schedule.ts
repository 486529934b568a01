import { schedulePathSchema, scheduleResponseSchema } from '../../contract/schedule.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `DELETE /api/schedules/:id`: removes a stored schedule; its runs go on. */
export function deleteSchedule(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'DELETE',
    url: '/api/schedules/:id',
    config: { role: 'operator' },
    schema: {
      summary: 'Remove a stored schedule',
      tags: ['schedules'],
      params: schedulePathSchema,
      response: answers({ 200: scheduleResponseSchema }, 'unknown_schedule', 'schedule_of_file'),
    },
    handler: async (request) => ({ schedule: await services.schedules.remove(request.params.id) }),
  });
}
