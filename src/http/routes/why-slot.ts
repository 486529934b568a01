import { slotPathSchema, slotWhySchema } from '../../contract/schedule.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/schedules/:id/slots/:at/why`: why an instant is, was or will be a slot, or is none. */
export function whySlot(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/schedules/:id/slots/:at/why',
    config: { role: 'viewer' },
    schema: {
      summary: 'Why a slot ran, or did not',
      tags: ['schedules'],
      params: slotPathSchema,
      response: answers({ 200: slotWhySchema }, 'unknown_schedule'),
    },
    handler: (request) => services.schedules.whySlot(request.params.id, Date.parse(request.params.at)),
  });
}
