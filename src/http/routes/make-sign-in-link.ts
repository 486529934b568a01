import { signInLinkSchema } from '../../contract/session.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { signInAddress } from '../sign-in-address.ts';

/** `POST /api/session/links`: an address that opens one session as administrator, once, within 10 min. */
export function makeSignInLink(app: HttpApp, { services, publicUrl }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/session/links',
    config: { role: 'admin' },
    schema: {
      summary: 'Make a one-time sign-in link',
      tags: ['session'],
      response: answers({ 201: signInLinkSchema }),
    },
    handler: async (request, reply) => {
      const { word, expiresAt } = services.sessions.link();
      const url = signInAddress(publicUrl ?? `http://${request.headers.host ?? 'localhost'}`, word);
      return reply.code(201).send({ url, expiresAt: new Date(expiresAt).toISOString() });
    },
  });
}
