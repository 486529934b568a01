import { feedQuerySchema } from '../../contract/stream-events.ts';
import type { HttpApp, RouteParts } from '../http-app.ts';
import { lastIdOf, sseAnswers } from '../sse-answers.ts';
import { createSseReply } from '../sse-reply.ts';

const streamAnswers = sseAnswers(
  'Events of all runs: state, step, progress, cancel_requested, artifact; unless narrowed, alerts of schedules (slot), alarms of the broker (alarm), and news of nodes (node) and of decisions on dead letters, shops and maintenance (change), both not told again; after reset a client reads its lists anew',
);

/** `GET /api/events`: the live feed of all runs, from now on or from where a client was. */
export function liveFeed(app: HttpApp, parts: RouteParts): void {
  const { streams } = parts.services;
  const sse = createSseReply(parts);
  app.route({
    method: 'GET',
    url: '/api/events',
    config: { role: 'viewer' },
    schema: {
      summary: 'Watch all runs',
      description:
        'Server-Sent Events; goes on behind the header `Last-Event-ID` as long as that can be told again.',
      tags: ['runs'],
      querystring: feedQuerySchema,
      response: streamAnswers,
    },
    handler: async (request, reply) => {
      const { after, ...filter } = request.query;
      const feed = await streams.feed.open(filter, lastIdOf(request.headers['last-event-id'], after));
      const { startId, reset } = feed;
      return sse(request, reply, {
        // An id alone tells no event, but is where a client goes on.
        first: `id: ${startId}\n${reset ? 'event: reset\ndata: {}\n' : ''}`,
        chunks: (signal) => feed.chunks(signal),
        beat: () => `id: ${feed.lastId() ?? startId}\n`,
      });
    },
  });
}
