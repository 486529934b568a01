import {
  backfillCommandPathSchema,
  backfillCommandSchema,
  backfillResponseSchema,
} from '../../contract/backfill.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/schedules/backfills/:id/:command`: pause, resume or cancel; a cancelled one can be resumed where it stopped. */
export function commandBackfill(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/schedules/backfills/:id/:command',
    config: { role: 'operator' },
    schema: {
      summary: 'Pause, resume or cancel a backfill',
      tags: ['schedules'],
      params: backfillCommandPathSchema,
      body: backfillCommandSchema,
      response: answers({ 200: backfillResponseSchema }, 'unknown_backfill', 'job_ended', 'too_many_jobs'),
    },
    handler: async (request) => {
      const { id, command } = request.params;
      const runs = request.body?.runs ?? false;
      return { backfill: await services.backfills.command(id, command, runs, signedIn(request).name) };
    },
  });
}
