/** Logs of attempts: one blob each, a JSON array `[ms, stream, text]` a line; offsets are bytes of that blob. */
import type { LogLine } from '../contract/link.ts';
import type { Blobs } from '../ports/blobs.ts';
import type { LiveBus } from '../ports/live-bus.ts';

/** The folder of everything that belongs to a run; ids may hold characters that paths can't. */
export function runFolder(runId: string): string {
  return `runs/r-${encodeURIComponent(runId)}`;
}

export function logKey(runId: string, attempt: number): string {
  return `${runFolder(runId)}/${attempt}.log`;
}

export interface RunLogs {
  /** Appends lines; `from` is the number of the first one, by which repeats are dropped and gaps are told. */
  append(runId: string, attempt: number, from: number, lines: readonly LogLine[]): Promise<void>;
  /** Bytes `[from, to)` of an attempt's log. */
  read(runId: string, attempt: number, from: number, to?: number): Promise<Uint8Array>;
  size(runId: string, attempt: number): Promise<number>;
}

/** Attempts whose next line number is remembered; the oldest are forgotten (then repeats can't be told). */
const remembered = 10_000;

export function createRunLogs(blobs: Blobs, liveBus: LiveBus): RunLogs {
  const nextLine = new Map<string, number>();
  return {
    append: async (runId, attempt, from, lines) => {
      const key = logKey(runId, attempt);
      const expected = nextLine.get(key) ?? from;
      const fresh: LogLine[] = lines.slice(Math.max(0, expected - from));
      if (from > expected) fresh.unshift([fresh[0]?.[0] ?? 0, 'sys', `${from - expected} lines left out: the connection to the node was lost`]);
      nextLine.delete(key);
      nextLine.set(key, Math.max(expected, from + lines.length));
      if (nextLine.size > remembered) for (const oldest of nextLine.keys()) if (nextLine.size > remembered) nextLine.delete(oldest);
      if (fresh.length === 0) return;
      const chunk = Buffer.from(fresh.map((line) => `${JSON.stringify(line)}\n`).join(''));
      const bytes = await blobs.append(key, chunk);
      liveBus.publish({ topic: 'log', runId, attempt, bytes });
    },
    read: (runId, attempt, from, to) => blobs.read(logKey(runId, attempt), from, to),
    size: (runId, attempt) => blobs.size(logKey(runId, attempt)),
  };
}
