import { readinessSchema } from '../../contract/health.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /readyz`: whether submissions are accepted (200) or not (503), and what is degraded. Open. */
export function readyz(app: HttpApp, { services, closing }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/readyz',
    config: { role: 'open' },
    schema: {
      summary: 'Whether the server takes work',
      tags: ['health'],
      security: [],
      response: { 200: readinessSchema, 503: readinessSchema },
    },
    handler: async (_request, reply) => {
      const readiness = await services.health.readiness();
      const status = closing.aborted ? 'unavailable' : readiness.status;
      return reply.code(status === 'unavailable' ? 503 : 200).send({ ...readiness, status });
    },
  });
}
