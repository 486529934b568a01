import { systemSchema } from '../../contract/system.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/system`: how the installation stands. */
export function getSystem(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/system',
    config: { role: 'viewer' },
    schema: {
      summary: 'Show the system',
      tags: ['system'],
      response: answers({ 200: systemSchema }),
    },
    handler: () => services.system.status(),
  });
}
