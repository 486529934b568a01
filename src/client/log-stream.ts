import { afterMs, silenceMs } from './event-stream.ts';
import { type LogEntry, logEntries } from './log-entries.ts';

export interface LogStreamOptions {
  readonly signal?: AbortSignal | undefined;
  /** The connection stands; the log begins with this attempt, 0 when there has been none. */
  readonly onOpen?: ((attempt: number) => void) | undefined;
  /** So many more bytes of what is stored have been read: called before the line that they hold is given. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

/**
 * The lines of one followed answer. The server lets something be heard every 10 s: silence for longer than two of these
 * counts as a broken connection, which rejects with `ApiError`.
 */
export async function* logStream(
  open: (signal: AbortSignal) => Promise<Response>,
  { signal, onOpen, onRead }: LogStreamOptions,
): AsyncGenerator<LogEntry, void, undefined> {
  const attempt = new AbortController();
  const stop = (): void => attempt.abort(signal?.reason);
  signal?.addEventListener('abort', stop);
  if (signal?.aborted === true) stop();
  const broken = (): void => attempt.abort(new Error('nothing has been heard of the server for too long'));
  let silence = afterMs(silenceMs, broken);
  const heard = (): void => {
    silence();
    silence = afterMs(silenceMs, broken);
  };
  try {
    const response = await open(attempt.signal);
    heard();
    onOpen?.(Number(response.headers.get('x-drover-attempt') ?? 0));
    if (response.body !== null) yield* logEntries(response.body, { onHeard: heard, onRead });
  } finally {
    silence();
    signal?.removeEventListener('abort', stop);
  }
}
