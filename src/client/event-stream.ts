/**
 * Events of the server as an async iterable that connects again by itself and goes on behind the last event it gave.
 *
 * Modes: connecting, reading, waiting to connect again (from the server's `retry`, doubled up to 15 s while it fails). A
 * first connection that fails, and a refusal at any time, is the caller's error; after that, only the caller ends it, or
 * the stream's own end. Silence for longer than three heartbeats counts as a broken connection.
 */
import { ApiError } from './api-error.ts';
import { type SseMessage, type SseState, sseMessages } from './sse-messages.ts';

/** The server lets something be heard every 8 s. */
export const silenceMs = 25_000;
const longestWaitMs = 15_000;

export interface EventStreamOptions {
  /** Goes on behind this id; default: where the stream begins. */
  readonly lastEventId?: string;
  /** Ends the iteration. */
  readonly signal?: AbortSignal;
  /** Longest pause before connecting again, ms. Default 15 s. */
  readonly longestWaitMs?: number;
  /** A connection stands. */
  readonly onOpen?: () => void;
  /** Something came, a heartbeat included. */
  readonly onHeard?: () => void;
  /** The connection is gone, or could not be made again; another follows by itself. */
  readonly onLost?: () => void;
}

/** Asks for the stream behind an id (null: from its start); rejects with `ApiError`. */
export type OpenStream = (lastId: string | null, signal: AbortSignal) => Promise<Response>;

export async function* eventStream(
  open: OpenStream,
  options: EventStreamOptions,
  isLast: (message: SseMessage) => boolean,
): AsyncGenerator<SseMessage, void, undefined> {
  const state: SseState = { lastId: options.lastEventId ?? '', retryMs: 1_000 };
  let connected = false;
  let failures = 0;
  while (!ended(options)) {
    const attempt = new AbortController();
    const stop = (): void => attempt.abort();
    options.signal?.addEventListener('abort', stop);
    let silence = afterMs(silenceMs, stop);
    try {
      const response = await open(state.lastId === '' ? null : state.lastId, attempt.signal);
      // Nothing follows, ever.
      if (response.status === 204 || response.body === null) return;
      connected = true;
      options.onOpen?.();
      const heard = (): void => {
        options.onHeard?.();
        silence();
        silence = afterMs(silenceMs, stop);
      };
      for await (const message of sseMessages(response.body, state, heard)) {
        failures = 0;
        yield message;
        if (isLast(message)) return;
      }
    } catch (error) {
      if (ended(options)) return;
      if (!connected || !mayPass(error)) throw error;
    } finally {
      silence();
      options.signal?.removeEventListener('abort', stop);
      attempt.abort();
    }
    options.onLost?.();
    const longest = options.longestWaitMs ?? longestWaitMs;
    await waited(Math.min(state.retryMs * 2 ** failures, longest), options.signal);
    failures = Math.min(failures + 1, 8);
  }
}

function ended({ signal }: EventStreamOptions): boolean {
  return signal?.aborted === true;
}

/** No answer, or one that says that it may go better later. */
export function mayPass(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
}

/** Resolves after a time, or when the signal is aborted. */
function waited(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = afterMs(ms, done);
    signal?.addEventListener('abort', done);
    if (signal?.aborted === true) done();
  });
}

/** Calls `then` after a time, unless the returned function is called before. */
export function afterMs(ms: number, then: () => void): () => void {
  // eslint-disable-next-line no-restricted-globals -- runs in browsers and users' programs, where no clock is injected
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
}
