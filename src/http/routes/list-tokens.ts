import { tokenListQuerySchema, tokenPageSchema } from '../../contract/token.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/tokens`: names and roles, never the tokens themselves. */
export function listTokens(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/tokens',
    config: { role: 'admin' },
    schema: {
      summary: 'List tokens',
      tags: ['tokens'],
      querystring: tokenListQuerySchema,
      response: answers({ 200: tokenPageSchema }, 'bad_cursor'),
    },
    handler: (request) => services.tokens.list(request.query),
  });
}
