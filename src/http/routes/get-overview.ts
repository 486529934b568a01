import { overviewSchema } from '../../contract/overview.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/overview`: how everything stands, in one read. */
export function getOverview(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/overview',
    config: { role: 'viewer' },
    schema: {
      summary: 'Show how everything stands',
      tags: ['system'],
      response: answers({ 200: overviewSchema }),
    },
    handler: () => services.overview.overview(),
  });
}
