import type { FastifyRequest } from 'fastify';
import { type Session, sessionResponseSchema, signInRequestSchema } from '../../contract/session.ts';
import { idleSeconds } from '../../services/sessions/sessions.ts';
import type { Actor } from '../../services/tokens.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { checkSender } from '../own-page.ts';
import { sessionCookie } from '../session-cookie.ts';

/** `POST /api/session`: opens a session by a token or a one-time link, and sets its cookie. Open. */
export function signIn(app: HttpApp, parts: RouteParts): void {
  const { services, publicUrl } = parts;
  const { sessions } = services;
  app.route({
    method: 'POST',
    url: '/api/session',
    config: { role: 'open' },
    schema: {
      summary: 'Sign in',
      description:
        'Failed tries are limited by address. The session is a cookie (HttpOnly, SameSite=Strict).',
      tags: ['session'],
      security: [],
      body: signInRequestSchema,
      response: answers({ 201: sessionResponseSchema }, 'unauthorized', 'forbidden', 'rate_limited'),
    },
    handler: async (request, reply) => {
      // Nobody is to be signed in as somebody else by another site's page.
      checkSender(request.raw, publicUrl);
      const { body } = request;
      const ip = services.execAccess.client(request.raw.socket.remoteAddress, request.headers);
      const session = await ('token' in body
        ? sessions.openByToken(body.token, ip)
        : sessions.openByLink(body.link, ip));
      void reply.header('set-cookie', sessionCookie(sessions.cookieName, session.fresh, publicUrl));
      return reply.code(201).send({ session: shown(parts, session.actor, session) });
    },
  });
}

/** Who is signed in, as the API shows it. */
export function shown(
  { services, clock }: RouteParts,
  actor: Actor,
  session: FastifyRequest['session'],
): Session {
  const { version } = services.health.health();
  return {
    name: actor.name,
    role: actor.role,
    by: session === null ? 'token' : 'session',
    version,
    timezone: services.timezone,
    now: new Date(clock.now()).toISOString(),
    expiresAt: session === null ? null : new Date(session.expiresAt).toISOString(),
    idleSeconds: session === null ? null : idleSeconds,
  };
}
