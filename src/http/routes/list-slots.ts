import { slotListQuerySchema, slotPageSchema } from '../../contract/schedule.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/schedules/slots`: slots of all schedules, newest first; `?state=missed,failed,late` is what needs a person. */
export function listSlots(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/schedules/slots',
    config: { role: 'viewer' },
    schema: {
      summary: 'Slots of all schedules',
      tags: ['schedules'],
      querystring: slotListQuerySchema,
      response: answers({ 200: slotPageSchema }, 'bad_cursor'),
    },
    handler: (request) => services.schedules.slots(null, request.query),
  });
}
