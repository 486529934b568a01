import { queuesResponseSchema } from '../../contract/system.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/queues`: what waits, is queued and runs, by pool, and what holds it back; and the broker's own queues. */
export function listQueues(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/queues',
    config: { role: 'viewer' },
    schema: {
      summary: 'Show what waits, by pool and blocker, and the queues of the broker',
      tags: ['system'],
      response: answers({ 200: queuesResponseSchema }),
    },
    handler: async () => {
      const [items, broker] = await Promise.all([services.system.queues(), services.system.broker()]);
      return { items, nextCursor: null, broker };
    },
  });
}
