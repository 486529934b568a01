import { diagnosisSchema } from '../../contract/diagnosis.ts';
import { runIdParamsSchema } from '../../contract/submit.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/runs/:id/diagnosis`: what went wrong, how far it reaches, and what to do. */
export function runDiagnosis(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/runs/:id/diagnosis',
    config: { role: 'viewer' },
    schema: {
      summary: 'Say what went wrong with a run, and what to do',
      tags: ['runs'],
      params: runIdParamsSchema,
      response: answers({ 200: diagnosisSchema }, 'unknown_run'),
    },
    handler: (request) => services.diagnoses.of(request.params.id),
  });
}
