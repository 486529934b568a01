import { stopAllAskedSchema, stopAllDoneSchema, stopAllRequestSchema } from '../../contract/system.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/system/stop-all`: 202 with what would be stopped and the word that confirms it; with that word it is done. */
export function stopAll(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/system/stop-all',
    config: { role: 'admin' },
    schema: {
      summary: 'Cancel all runs',
      tags: ['system'],
      body: stopAllRequestSchema,
      response: answers({ 200: stopAllDoneSchema, 202: stopAllAskedSchema }, 'not_confirmed'),
    },
    handler: async (request, reply) => {
      const confirm = request.body?.confirm;
      const by = signedIn(request).name;
      if (confirm === undefined) return reply.code(202).send(await services.system.askStopAll(by));
      return reply.code(200).send(await services.system.stopAll(confirm, by));
    },
  });
}
