import { runStatsQuerySchema, runStatsSchema } from '../../contract/run-stats.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/runs/stats`: how many runs the filters select, by state and over time. */
export function runStatsRoute(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/runs/stats',
    config: { role: 'viewer' },
    schema: {
      summary: 'Count runs by state and over time',
      tags: ['runs'],
      querystring: runStatsQuerySchema,
      response: answers({ 200: runStatsSchema }),
    },
    handler: (request) => services.runs.stats(request.query),
  });
}
