import { schedulePathSchema, schedulePutSchema, scheduleResponseSchema } from '../../contract/schedule.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `PUT /api/schedules/:id`: changes a stored schedule, which begins anew now. */
export function putSchedule(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'PUT',
    url: '/api/schedules/:id',
    config: { role: 'operator' },
    schema: {
      summary: 'Change a stored schedule',
      tags: ['schedules'],
      params: schedulePathSchema,
      body: schedulePutSchema,
      response: answers(
        { 200: scheduleResponseSchema },
        'unknown_schedule',
        'schedule_of_file',
        'invalid_params',
      ),
    },
    handler: async (request) => ({
      schedule: await services.schedules.put({ ...request.body, name: request.params.id }),
    }),
  });
}
