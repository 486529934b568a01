import { sessionResponseSchema } from '../../contract/session.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { shown } from './sign-in.ts';

/** `GET /api/session`: who is signed in. */
export function getSession(app: HttpApp, parts: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/session',
    config: { role: 'viewer' },
    schema: {
      summary: 'Who is signed in',
      tags: ['session'],
      response: answers({ 200: sessionResponseSchema }),
    },
    handler: async (request) => ({ session: shown(parts, signedIn(request), request.session) }),
  });
}
