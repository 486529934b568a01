import { queuesResponseSchema } from '../../contract/system.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/queues`: what waits, is queued and runs, by pool, and what holds it back. */
export function listQueues(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/queues',
    config: { role: 'viewer' },
    schema: {
      summary: 'Show what waits, by pool and blocker',
      tags: ['system'],
      response: answers({ 200: queuesResponseSchema }),
    },
    handler: async () => ({ items: await services.system.queues(), nextCursor: null }),
  });
}
