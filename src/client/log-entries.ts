import { errorOfSilence } from './api-error.ts';

/** One line of a run's log. */
export interface LogEntry {
  /** ms since epoch. */
  readonly at: number;
  /** `out`, `err`, or `sys`: what the system says of the program. */
  readonly stream: string;
  readonly text: string;
}

/** What else is told while a log is read. */
export interface LogReading {
  /** Something came, a heartbeat included. */
  readonly onHeard?: (() => void) | undefined;
  /** So many more bytes of the log itself have been read; before the line that they hold is given. */
  readonly onRead?: ((bytes: number) => void) | undefined;
}

/** Log lines of an NDJSON answer, each `[ms, stream, text]`, as they arrive; whatever else stands there is left out. */
export async function* logEntries(
  body: ReadableStream<Uint8Array>,
  { onHeard, onRead }: LogReading = {},
): AsyncGenerator<LogEntry, void, undefined> {
  const encoder = new TextEncoder();
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader
        .read()
        .catch((error: unknown) => Promise.reject(errorOfSilence(error)));
      onHeard?.();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = rest.split('\n');
      rest = done ? '' : (lines.pop() ?? '');
      for (const line of lines) {
        const entry = entryOf(line);
        // Empty lines are heartbeats. What an answer ends with unfinished is none of ours to count.
        if (line !== '' && (entry !== null || !done)) onRead?.(encoder.encode(line).length + 1);
        if (entry !== null) yield entry;
      }
      if (done) return;
    }
  } finally {
    // Ends the request when the caller has had enough.
    await reader.cancel().catch(() => undefined);
  }
}

function entryOf(line: string): LogEntry | null {
  if (line.trim() === '') return null;
  try {
    const value: unknown = JSON.parse(line);
    const [at, stream, text] = Array.isArray(value) ? Array.from<unknown>(value) : [];
    const fits = typeof at === 'number' && typeof stream === 'string' && typeof text === 'string';
    return fits ? { at, stream, text } : null;
  } catch {
    return null;
  }
}
