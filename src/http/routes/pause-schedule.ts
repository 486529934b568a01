import { schedulePathSchema, schedulePauseSchema, scheduleResponseSchema } from '../../contract/schedule.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/schedules/:id/pause`: its slots are left out, each with a record. */
export function pauseSchedule(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/schedules/:id/pause',
    config: { role: 'operator' },
    schema: {
      summary: 'Pause a schedule',
      tags: ['schedules'],
      params: schedulePathSchema,
      body: schedulePauseSchema,
      response: answers({ 200: scheduleResponseSchema }, 'unknown_schedule'),
    },
    handler: async (request) => ({
      schedule: await services.schedules.pause(
        request.params.id,
        signedIn(request).name,
        request.body?.note ?? null,
      ),
    }),
  });
}
