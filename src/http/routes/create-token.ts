import { tokenCreatedSchema, tokenCreateSchema } from '../../contract/token.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/tokens`: the only time that a token's text is shown. */
export function createToken(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/tokens',
    config: { role: 'admin' },
    schema: {
      summary: 'Make a token',
      tags: ['tokens'],
      body: tokenCreateSchema,
      response: answers({ 201: tokenCreatedSchema }),
    },
    handler: async (request, reply) => reply.code(201).send(await services.tokens.create(request.body)),
  });
}
