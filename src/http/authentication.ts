import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { TokenRole } from '../contract/token.ts';
import { DroverError } from '../domain/drover-error.ts';
import type { Actor, Tokens } from '../services/tokens.ts';
import type { RouteRole } from './http-app.ts';

const ranks: Readonly<Record<TokenRole, number>> = { node: 0, viewer: 1, operator: 2, admin: 3 };
/** Longest token that is looked at, characters. */
const maxToken = 512;

/** Whose request this is. Throws `unauthorized` without a token, or with one that is unknown or revoked. */
export async function actorOf(request: IncomingMessage, tokens: Tokens): Promise<Actor> {
  const [, token] = /^Bearer +([\x21-\x7e]+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  if (token === undefined || token.length > maxToken) {
    throw new DroverError(
      'unauthorized',
      'Send a token: "Authorization: Bearer TOKEN". The command line keeps its own in the data folder, in cli.token.',
    );
  }
  const actor = await tokens.verify(token);
  if (actor === null)
    throw new DroverError('unauthorized', 'This token is not known here, or it has been revoked.');
  return actor;
}

/** Lets a request through to its route, or throws `unauthorized` or `forbidden`. Runs before the body is read. */
export async function authorize(request: FastifyRequest, tokens: Tokens): Promise<void> {
  // What no route answers tells nothing that needs a token.
  if (request.is404) return;
  const needed: RouteRole | undefined = request.routeOptions.config.role;
  if (needed === 'open') return;
  const actor = await actorOf(request.raw, tokens);
  if (needed === undefined || ranks[actor.role] < ranks[needed]) {
    throw new DroverError(
      'forbidden',
      `This needs a token of the role ${needed ?? 'admin'}; yours ("${actor.name}") is a ${actor.role}'s.`,
    );
  }
  request.actor = actor;
}

/** The actor of a route that is not open. */
export function signedIn(request: FastifyRequest): Actor {
  if (request.actor === null)
    throw new DroverError('internal', 'A route that needs a token was reached without one.', { kind: 'bug' });
  return request.actor;
}
