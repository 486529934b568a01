import { deadLetterGroupPageSchema, deadLetterListQuerySchema } from '../../contract/dead-letter.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/dead-letters/groups`: by cause, the largest group first. */
export function groupDeadLetters(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/dead-letters/groups',
    config: { role: 'viewer' },
    schema: {
      summary: 'Group dead letters by cause',
      tags: ['dead letters'],
      querystring: deadLetterListQuerySchema,
      response: answers({ 200: deadLetterGroupPageSchema }, 'bad_cursor'),
    },
    handler: (request) => services.deadLetters.groups(request.query),
  });
}
