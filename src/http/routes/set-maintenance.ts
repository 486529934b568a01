import { maintenanceRequestSchema, maintenanceResponseSchema } from '../../contract/system.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/system/maintenance`: while it is on, nothing new starts. */
export function setMaintenance(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/system/maintenance',
    config: { role: 'admin' },
    schema: {
      summary: 'Turn maintenance mode on or off',
      tags: ['system'],
      body: maintenanceRequestSchema,
      response: answers({ 200: maintenanceResponseSchema }),
    },
    handler: async (request) => {
      const { on, note } = request.body;
      return { maintenance: await services.system.setMaintenance(on, note ?? null, signedIn(request).name) };
    },
  });
}
