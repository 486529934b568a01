import { schedulePathSchema, slotListQuerySchema, slotPageSchema } from '../../contract/schedule.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/schedules/:id/slots`: what became of each slot, newest first. */
export function listScheduleSlots(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/schedules/:id/slots',
    config: { role: 'viewer' },
    schema: {
      summary: 'Slots of a schedule',
      tags: ['schedules'],
      params: schedulePathSchema,
      querystring: slotListQuerySchema,
      response: answers({ 200: slotPageSchema }, 'unknown_schedule', 'bad_cursor'),
    },
    handler: (request) => services.schedules.slots(request.params.id, request.query),
  });
}
