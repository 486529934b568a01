import { runIdParamsSchema } from '../../contract/submit.ts';
import { timelineSchema } from '../../contract/timeline.ts';
import { answers } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `GET /api/runs/:id/timeline`: a run's life by states, and the steps of its attempts. */
export function runTimeline(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'GET',
    url: '/api/runs/:id/timeline',
    config: { role: 'viewer' },
    schema: {
      summary: "Show a run's states and steps over time",
      tags: ['runs'],
      params: runIdParamsSchema,
      response: answers({ 200: timelineSchema }, 'unknown_run'),
    },
    handler: (request) => services.runs.timeline(request.params.id),
  });
}
