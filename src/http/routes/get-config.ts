import { configViewSchema } from '../../contract/config-view.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/config`: the configuration in force. */
export function getConfig(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/config',
    config: { role: 'viewer' },
    schema: {
      summary: 'Show the configuration in force',
      tags: ['system'],
      response: answers({ 200: configViewSchema }),
    },
    handler: async () => services.configuration.view(),
  });
}
