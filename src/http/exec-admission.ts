import type { FastifyRequest } from 'fastify';
import { DroverError } from '../domain/drover-error.ts';
import { said } from '../domain/refusals/said.ts';
import type { ApiServices } from '../services/api-services.ts';

const maxToken = 512;

/**
 * Lets callers of the exec API through: by their address, else by a token of this server in `X-Drover-Token`. The header
 * `Authorization` is the engine's, and is not looked at. Throws `unauthorized`, or `forbidden` for a token that may not submit.
 */
export async function admitExec(
  request: FastifyRequest,
  { execAccess, tokens }: Pick<ApiServices, 'execAccess' | 'tokens'>,
): Promise<void> {
  if (execAccess.allows(request.raw.socket.remoteAddress, request.headers)) return;
  const token = request.headers['x-drover-token'];
  const actor =
    typeof token === 'string' && token !== '' && token.length <= maxToken ? await tokens.verify(token) : null;
  if (actor === null) throw new DroverError('unauthorized', said('exec_token_missing'));
  if (actor.role !== 'operator' && actor.role !== 'admin')
    throw new DroverError('forbidden', said('exec_role_needed', { role: said(`role_${actor.role}`) }));
}
