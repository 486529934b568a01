import { errorOfSilence } from './api-error.ts';

/** An event as it was sent. */
export interface SseMessage {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** What a stream says of itself besides its events; kept up to date while it is read. */
export interface SseState {
  /** Where to go on; empty: from the start. */
  lastId: string;
  /** How long to wait before connecting again, ms. */
  retryMs: number;
}

/**
 * The events of a body, as they arrive. Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
 *
 * The body has its reader at once, not when the first event is asked for: `fetch` ends a body that has none as soon as its
 * response is collected, and to who reads later that looks like the stream's own end.
 */
export function sseMessages(
  body: ReadableStream<Uint8Array>,
  state: SseState,
  onBytes: () => void,
): AsyncGenerator<SseMessage, void, undefined> {
  return messagesOf(body.getReader(), state, onBytes);
}

async function* messagesOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  state: SseState,
  onBytes: () => void,
): AsyncGenerator<SseMessage, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  let event = '';
  let data: string[] = [];
  let id = state.lastId;
  try {
    for (;;) {
      const { done, value } = await reader
        .read()
        .catch((error: unknown) => Promise.reject(errorOfSilence(error)));
      // An event that is cut off is none.
      if (done) return;
      onBytes();
      rest += decoder.decode(value, { stream: true });
      // A lone CR at the end may be half of a CRLF.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') {
          state.lastId = id;
          if (data.length > 0) yield { id, event: event === '' ? 'message' : event, data: data.join('\n') };
          event = '';
          data = [];
          continue;
        }
        const colon = line.indexOf(':');
        const field = colon < 0 ? line : line.slice(0, colon);
        const text = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (field === 'event') event = text;
        else if (field === 'data') data.push(text);
        else if (field === 'id' && !text.includes('\0')) id = text;
        else if (field === 'retry' && /^\d{1,6}$/.test(text)) state.retryMs = Number(text);
      }
    }
  } finally {
    // Ends the request when the caller has had enough.
    await reader.cancel().catch(() => undefined);
  }
}
