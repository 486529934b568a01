import { z } from 'zod';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { sessionCookie } from '../session-cookie.ts';

/** `DELETE /api/session`: ends the session of the request; a token, which has none, stays good. */
export function signOut(app: HttpApp, { services, publicUrl }: RouteParts): void {
  const { sessions } = services;
  app.route({
    method: 'DELETE',
    url: '/api/session',
    config: { role: 'viewer' },
    schema: {
      summary: 'Sign out',
      tags: ['session'],
      response: { 204: z.null().describe('Signed out') },
    },
    handler: async (request, reply) => {
      if (request.session !== null) await sessions.close(request.session.id);
      void reply.header('set-cookie', sessionCookie(sessions.cookieName, null, publicUrl));
      return reply.code(204).send(null);
    },
  });
}
