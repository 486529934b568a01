import { z } from 'zod';
import { runEventsQuerySchema } from '../../contract/stream-events.ts';
import { runIdParamsSchema } from '../../contract/submit.ts';
import { problemsOf } from '../api-answers.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { lastIdOf, sseAnswers } from '../sse-answers.ts';
import { createSseReply } from '../sse-reply.ts';

const streamAnswers: Record<string, unknown> = {
  ...sseAnswers(
    'Events: reset, state, step, progress, cancel_requested, log, artifact, and end with the run',
  ),
  ...problemsOf(['unknown_run', 'bad_request']),
  204: z.null().describe('The client has everything up to the end'),
};

/** `GET /api/runs/:id/events`: what a run has done and does, until it ends. */
export function runEvents(app: HttpApp, parts: RouteParts): void {
  const { streams } = parts.services;
  const sse = createSseReply(parts);
  app.route({
    method: 'GET',
    url: '/api/runs/:id/events',
    config: { role: 'viewer' },
    schema: {
      summary: 'Watch a run',
      description:
        'Server-Sent Events; goes on exactly behind the header `Last-Event-ID`. An id beyond all that there is (the server has an older copy of its data) gives `event: reset`, then everything from the start.',
      tags: ['runs'],
      params: runIdParamsSchema,
      querystring: runEventsQuerySchema,
      response: streamAnswers,
    },
    handler: async (request, reply) => {
      const lastId = lastIdOf(request.headers['last-event-id'], request.query.after);
      const watch = await streams.runs.open(request.params.id, lastId);
      if (watch === null) return reply.code(204).send();
      // The id is where a client goes on that hears nothing else.
      const first = watch.reset ? 'id: 0\nevent: reset\ndata: {}\n' : '';
      return sse(request, reply, { first, chunks: (signal) => watch.chunks(signal), beat: () => '' });
    },
  });
}
