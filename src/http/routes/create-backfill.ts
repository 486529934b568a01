import {
  backfillPreviewResponseSchema,
  backfillRequestSchema,
  backfillResponseSchema,
} from '../../contract/backfill.ts';
import { schedulePathSchema } from '../../contract/schedule.ts';
import { answers } from '../api-answers.ts';
import { signedIn } from '../authentication.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';

/** `POST /api/schedules/:id/backfill`: runs slots of the past; answers at once. A dry run tells which, and does nothing. */
export function createBackfill(app: HttpApp, { services }: RouteParts): void {
  app.route({
    method: 'POST',
    url: '/api/schedules/:id/backfill',
    config: { role: 'operator' },
    schema: {
      summary: 'Run slots of the past',
      description: '200 is the answer of a dry run, 202 that of a backfill which has begun.',
      tags: ['schedules'],
      params: schedulePathSchema,
      body: backfillRequestSchema,
      response: answers(
        { 200: backfillPreviewResponseSchema, 202: backfillResponseSchema },
        'unknown_schedule',
        'too_many_jobs',
      ),
    },
    handler: async (request, reply) => {
      const { params, body } = request;
      const { backfills } = services;
      if (body.dryRun) return reply.code(200).send({ preview: await backfills.preview(params.id, body) });
      const backfill = await backfills.create(params.id, body, signedIn(request).name);
      return reply.code(202).send({ backfill });
    },
  });
}
