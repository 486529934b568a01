import { z } from 'zod';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import { problemsOf } from '../api-answers.ts';
import type { HttpApp } from '../http-app.ts';
import { linkPath } from '../link-upgrade.ts';

/** `GET /api/link` without an upgrade: says that it is a WebSocket. */
export function link(app: HttpApp): void {
  app.route({
    method: 'GET',
    url: linkPath,
    config: { role: 'open' },
    schema: {
      summary: 'Connect a node (WebSocket)',
      description: 'With `Upgrade: websocket`, a token of the role node or admin; without, 426.',
      tags: ['nodes'],
      response: {
        ...problemsOf(['unauthorized', 'forbidden', 'upgrade_required']),
        101: z.null().describe('The connection is a WebSocket now'),
      },
    },
    handler: async () => {
      throw new DroverError('upgrade_required', said('websocket_wanted'));
    },
  });
}
