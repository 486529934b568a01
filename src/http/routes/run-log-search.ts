import { logSearchQuerySchema, logSearchSchema } from '../../contract/log-lines.ts';
import { runIdParamsSchema } from '../../contract/submit.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/runs/:id/logs/search`: which lines of an attempt's log hold a text, or tell of errors. */
export function runLogSearch(app: HttpApp, parts: RouteParts): void {
  const { logReader, logLines } = parts.services;
  app.route({
    method: 'GET',
    url: '/api/runs/:id/logs/search',
    config: { role: 'viewer' },
    schema: {
      summary: "Search a run's log",
      tags: ['runs'],
      params: runIdParamsSchema,
      querystring: logSearchQuerySchema,
      response: answers({ 200: logSearchSchema }, 'unknown_run', 'not_found'),
    },
    handler: async (request, reply) => {
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const log = await logReader.open(request.params.id, request.query.attempt ?? null);
      return logLines.search(log, request.query.text ?? null, AbortSignal.any([gone.signal, parts.closing]));
    },
  });
}
