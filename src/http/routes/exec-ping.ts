import { z } from 'zod';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /rpa/v1/ping`: whether the exec API is there. Open. */
export function execPing(app: HttpApp, _parts: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/rpa/v1/ping',
    config: { role: 'open' },
    schema: {
      summary: 'Whether the exec API is there',
      tags: ['exec'],
      security: [],
      response: answers({ 200: z.literal('pong') }),
    },
    // With quotes: it is JSON.
    handler: async (_request, reply) => reply.type('application/json').send('"pong"' as 'pong'),
  });
}
