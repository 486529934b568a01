import { slotPathSchema, slotResponseSchema } from '../../contract/schedule.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/schedules/:id/slots/:at`: why a slot is as it is. */
export function getSlot(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/schedules/:id/slots/:at',
    config: { role: 'viewer' },
    schema: {
      summary: 'One slot',
      tags: ['schedules'],
      params: slotPathSchema,
      response: answers({ 200: slotResponseSchema }, 'unknown_schedule', 'unknown_slot'),
    },
    handler: async (request) => ({
      slot: await services.schedules.slot(request.params.id, Date.parse(request.params.at)),
    }),
  });
}
