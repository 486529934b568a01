import { type SseMessage, type SseState, sseMessages } from '../../src/client/sse-messages.ts';

/** Where a stream is read from, as whom. */
export interface SseTarget {
  readonly url: string;
  readonly adminToken: string;
}

export interface SseReading {
  readonly status: number;
  readonly headers: Headers;
  /** What the stream said of itself besides its events. */
  readonly state: SseState;
  readonly messages: AsyncGenerator<SseMessage, void, undefined>;
}

/** Opens a stream behind an id; leaving its messages ends the request. */
export async function openSse(
  server: SseTarget,
  path: string,
  lastId: string | null = null,
): Promise<SseReading> {
  const response = await fetch(server.url + path, {
    headers: {
      authorization: `Bearer ${server.adminToken}`,
      ...(lastId === null ? {} : { 'last-event-id': lastId }),
    },
  });
  const state: SseState = { lastId: lastId ?? '', retryMs: 0 };
  const { body, status, headers } = response;
  const messages = body === null ? nothing() : sseMessages(body, state, () => undefined);
  return { status, headers, state, messages };
}

// A body that is not there has no messages.
async function* nothing(): AsyncGenerator<SseMessage, void, undefined> {}

/** Reads at most so many messages behind an id, or until `last` says that it was the last one. */
export async function readSse(
  server: SseTarget,
  path: string,
  lastId: string | null,
  options: { readonly atMost?: number; readonly last?: (message: SseMessage) => boolean } = {},
): Promise<SseMessage[]> {
  const { atMost = Number.POSITIVE_INFINITY, last = ({ event }) => event === 'end' } = options;
  const read: SseMessage[] = [];
  if (atMost === 0) return read;
  for await (const message of (await openSse(server, path, lastId)).messages) {
    read.push(message);
    if (read.length >= atMost || last(message)) break;
  }
  return read;
}
