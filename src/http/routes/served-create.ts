import { servedAnswerSchema, servedCreateSchema, servedRefusalSchema } from '../../contract/exec.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { servedCaller } from '../served-engine-caller.ts';

/** `POST /api/rpa-openapi/workflows/execute-async`: this server as somebody's engine: a flow is a project. */
export function servedCreate(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/rpa-openapi/workflows/execute-async',
    config: { role: 'open' },
    schema: {
      summary: 'Execute a flow as a project of an engine',
      description:
        'Bearer: a token of this server with the role operator. Code 5001: no such flow, or bad parameters.',
      tags: ['engine'],
      body: servedCreateSchema,
      response: answers({ 202: servedAnswerSchema, 401: servedRefusalSchema, 403: servedRefusalSchema }),
    },
    onRequest: servedCaller(services.tokens, true),
    handler: async (request, reply) =>
      reply.code(202).send(await services.servedEngine.create(request.body, signedIn(request).name)),
  });
}
