import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Tokens } from '../services/tokens.ts';

const maxToken = 512;

/**
 * Lets a request to this server as an engine through, by a token of this server; else answers in the form that the
 * engine's clients know. Before the body is read.
 */
export function servedCaller(tokens: Tokens, submits: boolean) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const [, token = ''] = /^Bearer +([\x21-\x7e]+) *$/i.exec(request.headers.authorization ?? '') ?? [];
    const actor = token === '' || token.length > maxToken ? null : await tokens.verify(token);
    if (actor === null) return reply.code(401).send({ detail: 'Invalid API key' });
    if (actor.role === 'node' || (submits && actor.role === 'viewer'))
      return reply.code(403).send({ detail: 'This API key may not do that' });
    request.actor = actor;
    return undefined;
  };
}
