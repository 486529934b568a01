import { deadLetterListQuerySchema, deadLetterPageSchema } from '../../contract/dead-letter.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/dead-letters`: newest first. */
export function listDeadLetters(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/dead-letters',
    config: { role: 'viewer' },
    schema: {
      summary: 'List dead letters',
      tags: ['dead letters'],
      querystring: deadLetterListQuerySchema,
      response: answers({ 200: deadLetterPageSchema }, 'bad_cursor'),
    },
    handler: (request) => services.deadLetters.list(request.query),
  });
}
