import { deadLetterDetailSchema, deadLetterPathSchema } from '../../contract/dead-letter.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/dead-letters/:id`: with the original message and every attempt; by its own id or its run's. */
export function getDeadLetter(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/dead-letters/:id',
    config: { role: 'viewer' },
    schema: {
      summary: 'Show a dead letter',
      tags: ['dead letters'],
      params: deadLetterPathSchema,
      response: answers({ 200: deadLetterDetailSchema }, 'unknown_dead_letter'),
    },
    handler: (request) => services.deadLetters.get(request.params.id),
  });
}
