import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { TokenRole } from '../contract/token.ts';
import { DroverError } from '../domain/drover-error.ts';
import { said } from '../domain/refusals/said.ts';
import type { Actor, Tokens } from '../services/tokens.ts';
import type { HttpParts, RouteRole } from './http-app.ts';
import { checkOwnPage } from './own-page.ts';
import { cookieSecret, sessionCookie } from './session-cookie.ts';

const ranks: Readonly<Record<TokenRole, number>> = { node: 0, viewer: 1, operator: 2, admin: 3 };
/** Longest token that is looked at, characters. */
const maxToken = 512;

/** Whose token came with the request. Throws `unauthorized` without one, or with one that is unknown or revoked. */
export async function actorOf(request: IncomingMessage, tokens: Pick<Tokens, 'verify'>): Promise<Actor> {
  const [, token] = /^Bearer +([\x21-\x7e]+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined || token.length > maxToken) {
    throw new DroverError('unauthorized', said('token_missing'));
  }
  const actor = await tokens.verify(token);
  if (actor === null) throw new DroverError('unauthorized', said('token_not_known'));
  return actor;
}

/**
 * Lets a request through to its route, by its token or its session's cookie, or throws `unauthorized` or `forbidden`. Runs
 * before the body is read.
 */
export async function authorize(
  request: FastifyRequest,
  reply: FastifyReply,
  { services, publicUrl }: Pick<HttpParts, 'services' | 'publicUrl'>,
): Promise<void> {
  // What no route answers tells nothing that needs a token.
  if (request.is404) return;
  const needed: RouteRole | undefined = request.routeOptions.config.role;
  if (needed === 'open') return;
  const { cookieName } = services.sessions;
  const secret = request.headers.authorization === undefined ? cookieSecret(request.raw, cookieName) : null;
  if (secret === null) request.actor = await actorOf(request.raw, services.tokens);
  else {
    const session = await services.sessions.find(secret);
    if (session === null) {
      void reply.header('set-cookie', sessionCookie(cookieName, null, publicUrl));
      throw new DroverError('unauthorized', said('session_ended'));
    }
    checkOwnPage(request.raw, publicUrl);
    if (session.fresh !== null)
      void reply.header('set-cookie', sessionCookie(cookieName, session.fresh, publicUrl));
    request.actor = session.actor;
    request.session = { id: session.id, expiresAt: session.expiresAt };
  }
  const { actor } = request;
  if (needed === undefined || ranks[actor.role] < ranks[needed]) {
    throw new DroverError(
      'forbidden',
      said('role_needed', {
        needed: said(`role_${needed ?? 'admin'}`),
        name: actor.name,
        role: said(`role_${actor.role}`),
      }),
    );
  }
}

/** The actor of a route that is not open. */
export function signedIn(request: FastifyRequest): Actor {
  if (request.actor === null)
    throw new DroverError('internal', 'A route that needs a token was reached without one.', { kind: 'bug' });
  return request.actor;
}
