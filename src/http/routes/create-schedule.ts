import { scheduleCreateSchema, scheduleResponseSchema } from '../../contract/schedule.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/schedules`: a stored schedule, which begins now. */
export function createSchedule(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/schedules',
    config: { role: 'operator' },
    schema: {
      summary: 'Make a schedule',
      tags: ['schedules'],
      body: scheduleCreateSchema,
      response: answers({ 201: scheduleResponseSchema }, 'schedule_exists', 'invalid_params'),
    },
    handler: async (request, reply) => {
      const schedule = await services.schedules.create(request.body, signedIn(request).name);
      return reply
        .code(201)
        .header('location', `/api/schedules/${encodeURIComponent(schedule.id)}`)
        .send({ schedule });
    },
  });
}
