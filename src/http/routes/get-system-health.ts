import { systemHealthSchema } from '../../contract/system-health.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/system/health`: whether the installation is sound, with remedies. */
export function getSystemHealth(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/system/health',
    config: { role: 'viewer' },
    schema: {
      summary: 'Check the installation',
      tags: ['system'],
      response: answers({ 200: systemHealthSchema }),
    },
    handler: () => services.systemHealth(),
  });
}
