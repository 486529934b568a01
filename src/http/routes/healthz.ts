import { healthSchema } from '../../contract/health.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /healthz`: the process lives. Open. */
export function healthz(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/healthz',
    config: { role: 'open' },
    schema: {
      summary: 'Whether the server lives',
      tags: ['health'],
      security: [],
      response: answers({ 200: healthSchema }),
    },
    handler: async () => services.health.health(),
  });
}
