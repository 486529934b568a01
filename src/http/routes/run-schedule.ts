import { schedulePathSchema, scheduleRunResponseSchema, scheduleRunSchema } from '../../contract/schedule.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { submitterOf } from '../submitter.ts';

/** `POST /api/schedules/:id/run`: runs it now, beside its slots. */
export function runSchedule(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/schedules/:id/run',
    config: { role: 'operator' },
    schema: {
      summary: 'Run a schedule now',
      tags: ['schedules'],
      params: schedulePathSchema,
      body: scheduleRunSchema,
      response: answers(
        { 200: scheduleRunResponseSchema },
        'unknown_schedule',
        'unknown_flow',
        'unknown_shop',
        'invalid_params',
        'params_too_large',
      ),
    },
    handler: (request) => {
      const { name, client } = submitterOf(request);
      const source = client === 'ui' ? 'ui' : 'api';
      return services.schedules.run(request.params.id, request.body ?? {}, { name, source });
    },
  });
}
