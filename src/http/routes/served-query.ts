import { z } from 'zod';
import { servedAnswerSchema, servedRefusalSchema } from '../../contract/exec.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { servedCaller } from '../served-engine-caller.ts';

const paramsSchema = z.object({ id: z.string().min(1).max(600) });

/** `GET /api/rpa-openapi/executions/:id`: how an execution stands: PENDING, COMPLETED or FAILED. */
export function servedQuery(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/rpa-openapi/executions/:id',
    config: { role: 'open' },
    schema: {
      summary: 'How an execution of this engine stands',
      description: 'Bearer: a token of this server. Code 5001: no such execution.',
      tags: ['engine'],
      params: paramsSchema,
      response: answers({ 200: servedAnswerSchema, 401: servedRefusalSchema, 403: servedRefusalSchema }),
    },
    onRequest: servedCaller(services.tokens, false),
    handler: async (request) => services.servedEngine.query(request.params.id),
  });
}
