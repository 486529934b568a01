import { onceResponseSchema, onceSettleRequestSchema } from '../../contract/once.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/once/settle`: a person says whether what an attempt left unknown has happened. */
export function settleOnce(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/once/settle',
    config: { role: 'operator' },
    schema: {
      summary: 'Say whether a side effect of unknown outcome has happened',
      tags: ['once'],
      body: onceSettleRequestSchema,
      response: answers({ 200: onceResponseSchema }, 'unknown_once', 'once_under_way', 'once_done'),
    },
    handler: async (request) => ({
      once: await services.onceKeys.settle(request.body, signedIn(request).name),
    }),
  });
}
