import { DroverError } from '../../domain/drover-error.ts';
import type { HttpApp } from '../http-app.ts';
import { linkPath } from '../link-upgrade.ts';

/** `GET /api/link` without an upgrade: says that it is a WebSocket. */
export function link(app: HttpApp): void {
  app.route({
    method: 'GET',
    url: linkPath,
    config: { role: 'open' },
    schema: { hide: true },
    handler: async () => {
      throw new DroverError('upgrade_required', 'Nodes connect here with a WebSocket.');
    },
  });
}
