import { deadLetterPathSchema, retryLetterRequestSchema } from '../../contract/dead-letter.ts';
import { submitResponseSchema } from '../../contract/submit.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/dead-letters/:id/retry`: 201 with the new run; 200 with the run that took its place before. */
export function retryDeadLetter(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/dead-letters/:id/retry',
    config: { role: 'operator' },
    schema: {
      summary: 'Retry a dead letter as a new run',
      tags: ['dead letters'],
      params: deadLetterPathSchema,
      body: retryLetterRequestSchema.nullish(),
      response: answers(
        { 200: submitResponseSchema, 201: submitResponseSchema },
        'unknown_dead_letter',
        'dead_letter_settled',
        'unread_message',
        'not_retryable',
        'unknown_flow',
        'duplicate_run',
        'invalid_params',
        'params_too_large',
      ),
    },
    handler: async (request, reply) => {
      const answer = await services.deadLetters.retry(
        request.params.id,
        request.body ?? {},
        signedIn(request).name,
      );
      return reply.code(answer.deduplicated === true ? 200 : 201).send(answer);
    },
  });
}
