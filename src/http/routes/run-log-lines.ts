import { logLinesQuerySchema, logLinesSchema } from '../../contract/log-lines.ts';
import { runIdParamsSchema } from '../../contract/submit.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/runs/:id/logs/lines`: lines of an attempt's log by their numbers or from an instant on. */
export function runLogLines(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/runs/:id/logs/lines',
    config: { role: 'viewer' },
    schema: {
      summary: "Read lines of a run's log",
      tags: ['runs'],
      params: runIdParamsSchema,
      querystring: logLinesQuerySchema,
      response: answers({ 200: logLinesSchema }, 'unknown_run', 'not_found'),
    },
    handler: async (request) => {
      const log = await services.logReader.open(request.params.id, request.query.attempt ?? null);
      return services.logLines.lines(log, request.query);
    },
  });
}
