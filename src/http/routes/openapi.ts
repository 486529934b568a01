import { z } from 'zod';
import { answers } from '../api-answers.ts';
import type { HttpApp } from '../http-app.ts';

/** `GET /openapi.json`: the description of this API, made when it is first asked for. */
export function openapi(app: HttpApp): void {
  app.route({
    method: 'GET',
    url: '/openapi.json',
    config: { role: 'viewer' },
    schema: {
      summary: 'Read this description',
      tags: ['system'],
      response: answers({ 200: z.unknown().describe('An OpenAPI 3.1 document') }),
    },
    handler: async (_request, reply) =>
      reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(app.swagger())),
  });
}
