import { tokenPathSchema, tokenResponseSchema } from '../../contract/token.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `DELETE /api/tokens/:id`: the token is good for nothing from now on. */
export function revokeToken(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'DELETE',
    url: '/api/tokens/:id',
    config: { role: 'admin' },
    schema: {
      summary: 'Revoke a token',
      tags: ['tokens'],
      params: tokenPathSchema,
      response: answers({ 200: tokenResponseSchema }, 'not_found'),
    },
    handler: async (request) => ({ token: await services.tokens.revoke(request.params.id) }),
  });
}
