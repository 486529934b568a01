import { schedulePathSchema, scheduleResponseSchema } from '../../contract/schedule.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/schedules/:id/resume`: goes on with the next slot. */
export function resumeSchedule(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/schedules/:id/resume',
    config: { role: 'operator' },
    schema: {
      summary: 'Resume a paused schedule',
      tags: ['schedules'],
      params: schedulePathSchema,
      response: answers({ 200: scheduleResponseSchema }, 'unknown_schedule'),
    },
    handler: async (request) => ({ schedule: await services.schedules.resume(request.params.id) }),
  });
}
