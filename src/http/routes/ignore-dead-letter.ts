import {
  deadLetterPathSchema,
  deadLetterResponseSchema,
  noteRequestSchema,
} from '../../contract/dead-letter.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/dead-letters/:id/ignore`: nothing is to be done about it. */
export function ignoreDeadLetter(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/dead-letters/:id/ignore',
    config: { role: 'operator' },
    schema: {
      summary: 'Ignore a dead letter',
      tags: ['dead letters'],
      params: deadLetterPathSchema,
      body: noteRequestSchema,
      response: answers({ 200: deadLetterResponseSchema }, 'unknown_dead_letter', 'dead_letter_settled'),
    },
    handler: async (request) => {
      const note = request.body?.note ?? null;
      return {
        deadLetter: await services.deadLetters.setAside(
          request.params.id,
          'ignore',
          note,
          signedIn(request).name,
        ),
      };
    },
  });
}
