import { planQuerySchema, planSchema } from '../../contract/schedule-plan.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/schedules/plan`: what fires when over all schedules, with what it needs and its peaks. */
export function planSchedules(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/schedules/plan',
    config: { role: 'viewer' },
    schema: {
      summary: 'Plan of all schedules',
      tags: ['schedules'],
      querystring: planQuerySchema,
      response: answers({ 200: planSchema }, 'bad_cursor'),
    },
    handler: (request) => services.schedules.plan(request.query),
  });
}
