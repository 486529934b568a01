import { z } from 'zod';
import { runFilterQuerySchema } from '../../contract/run-stats.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { streamReply } from '../stream-reply.ts';

/** The body is a file, so its type is only described. */
const fileAnswers: Record<string, unknown> = {
  200: { description: 'The runs', content: { 'text/csv': { schema: z.string() } } },
};

/** `GET /api/runs/export`: runs as a file of comma-separated values, by the filters of the list. */
export function exportRunsRoute(app: HttpApp, parts: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/runs/export',
    config: { role: 'viewer' },
    schema: {
      summary: 'Export runs as a CSV file',
      tags: ['runs'],
      querystring: runFilterQuerySchema,
      response: fileAnswers,
    },
    handler: async (request, reply) =>
      streamReply(request, reply, parts, {
        status: 200,
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': 'attachment; filename="runs.csv"',
        },
        pieces: parts.services.runs.export(request.query),
      }),
  });
}
