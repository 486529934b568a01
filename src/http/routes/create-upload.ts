import { uploadCreateSchema, uploadResponseSchema } from '../../contract/upload.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/uploads`: announces a file for a run's parameter; its content follows in pieces. */
export function createUpload(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/uploads',
    config: { role: 'operator' },
    schema: {
      summary: "Announce a file for a run's parameter",
      tags: ['uploads'],
      body: uploadCreateSchema,
      response: answers({ 201: uploadResponseSchema }),
    },
    handler: async (request, reply) =>
      reply.code(201).send({ upload: await services.uploads.create(request.body, signedIn(request).name) }),
  });
}
