import { runResponseSchema } from '../../contract/run-list.ts';
import { runIdParamsSchema } from '../../contract/submit.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/runs/:id/cancel`: 200 when it is cancelled, 202 while its processes are being stopped. */
export function cancelRun(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/runs/:id/cancel',
    config: { role: 'operator' },
    schema: {
      summary: 'Cancel a run',
      tags: ['runs'],
      params: runIdParamsSchema,
      response: answers({ 200: runResponseSchema, 202: runResponseSchema }, 'unknown_run', 'run_ended'),
    },
    handler: async (request, reply) => {
      const { run, stopping } = await services.runs.cancel(request.params.id, signedIn(request).name);
      return reply.code(stopping ? 202 : 200).send({ run });
    },
  });
}
