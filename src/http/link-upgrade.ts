import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { DroverError } from '../domain/drover-error.ts';
import { said } from '../domain/refusals/said.ts';
import { actorOf } from './authentication.ts';
import { basePath, withoutBase } from './base-path.ts';
import { expectHost } from './client-error.ts';
import type { RouteParts } from './http-app.ts';
import { endWithProblem } from './raw-problem.ts';

/** Where nodes connect. */
export const linkPath = '/api/link';

/** Hands the sockets of nodes with a good token over to the link; answers every other upgrade with its error. */
export function acceptUpgrades(server: Server, parts: RouteParts): void {
  server.on('upgrade', (request, socket, head) => {
    // A connection that breaks meanwhile is nobody's error yet.
    const broken = (): void => void socket.destroy();
    socket.on('error', broken);
    admit(request, parts).then(
      () => {
        socket.removeListener('error', broken);
        parts.linkUpgrade(request, socket, head);
      },
      (error: unknown) => refuse(socket, error, parts),
    );
  });
}

async function admit(request: IncomingMessage, parts: RouteParts): Promise<void> {
  expectHost(request);
  const path = withoutBase(request.url ?? '', basePath(parts.publicUrl)).replace(/\?.*$/s, '');
  if (path !== linkPath)
    throw new DroverError('not_found', said('no_websocket', { path: path.slice(0, 200), link: linkPath }));
  if (parts.closing.aborted)
    throw new DroverError('shutting_down', said('link_stopping'), {
      kind: 'operational',
      retryable: true,
    });
  const actor = await actorOf(request, parts.services.tokens);
  if (actor.role !== 'node' && actor.role !== 'admin') {
    throw new DroverError(
      'forbidden',
      said('node_role_needed', { name: actor.name, role: said(`role_${actor.role}`) }),
    );
  }
}

function refuse(socket: Duplex, error: unknown, parts: RouteParts): void {
  if (error instanceof DroverError) return endWithProblem(socket, error);
  parts.logger.error({ error }, 'an upgrade failed');
  endWithProblem(socket, new DroverError('internal', String(error), { kind: 'bug' }));
}
