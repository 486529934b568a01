import { batchCancelResponseSchema, batchPathSchema } from '../../contract/batch-progress.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/batches/:id/cancel`: cancels what has not ended. */
export function cancelBatch(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/batches/:id/cancel',
    config: { role: 'operator' },
    schema: {
      summary: 'Cancel a batch',
      tags: ['batches'],
      params: batchPathSchema,
      response: answers({ 200: batchCancelResponseSchema }, 'unknown_batch'),
    },
    handler: (request) => services.batches.cancel(request.params.id, signedIn(request).name),
  });
}
