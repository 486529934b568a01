/** Logs of attempts: one blob each, a JSON array `[ms, stream, text]` a line; offsets are bytes of that blob. */
import type { LogLine } from '../contract/link.ts';
import { type LeftOutReason, remarkText } from '../contract/log-remark.ts';
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
  /**
   * An attempt that has had so many lines has ended: says in its log how many of them never came. Those that came before
   * this server's start can't be counted: then it says nothing.
   */
  end(runId: string, attempt: number, lines: number, at: number): Promise<void>;
  /** An attempt was lost: says in its log that lines may be missing. Nobody knows what its node had not sent. */
  lost(runId: string, attempt: number, at: number): Promise<void>;
  /** Bytes `[from, to)` of an attempt's log. */
  read(runId: string, attempt: number, from: number, to?: number): Promise<Uint8Array>;
  size(runId: string, attempt: number): Promise<number>;
  /** Learns how long the log of an attempt under way is, of which this server has not heard yet. */
  resume(runId: string, attempt: number): Promise<void>;
  /**
   * Bytes of an attempt under way that are stored and have been told of; 0 for one that is not remembered. What it says
   * between two events puts the log and the events of a run in one order.
   */
  told(runId: string, attempt: number): number;
  /** The same for any attempt. */
  readable(runId: string, attempt: number): Promise<number>;
  /** The length of the log of an attempt that has ended: waits for what is being stored. */
  whole(runId: string, attempt: number): Promise<number>;
}

/** Attempts that are remembered; the oldest are forgotten (then repeated lines can't be told). */
const remembered = 50_000;

interface Known {
  /** Number of the next line; null: not known, the next append says it. */
  nextLine: number | null;
  bytes: number;
  /** Lines that could not be stored, until it is said in the log. */
  lost: number;
  /** Ends with the last append that has begun. */
  storing: Promise<unknown> | null;
}

export function createRunLogs(blobs: Blobs, liveBus: LiveBus): RunLogs {
  const known = new Map<string, Known>();

  const remember = (key: string, entry: Known): void => {
    known.delete(key);
    known.set(key, entry);
    if (known.size <= remembered) return;
    const [oldest] = known.keys();
    if (oldest !== undefined) known.delete(oldest);
  };

  const readable = async (key: string): Promise<number> => {
    const bytes = known.get(key)?.bytes ?? (await blobs.size(key));
    // Its first append may have begun meanwhile: then only what has been told of counts.
    return known.get(key)?.bytes ?? bytes;
  };

  /** Stores lines; `counted` of the attempt's own are among them, or are told of by them. */
  const store = async (
    runId: string,
    attempt: number,
    entry: Known,
    lines: readonly LogLine[],
    counted: number,
  ): Promise<void> => {
    const key = logKey(runId, attempt);
    const { lost } = entry;
    const at = lines[0]?.[0] ?? 0;
    const fresh = [...leftOut(at, lost, 'storing'), ...lines];
    entry.lost = 0;
    const stored = blobs.append(key, Buffer.from(fresh.map((line) => `${JSON.stringify(line)}\n`).join('')));
    entry.storing = stored;
    try {
      entry.bytes = Math.max(entry.bytes, await stored);
    } catch (error) {
      entry.lost += lost + counted;
      throw error;
    } finally {
      if (entry.storing === stored) entry.storing = null;
    }
    liveBus.publish({ topic: 'log', runId, attempt, bytes: entry.bytes });
  };

  return {
    append: async (runId, attempt, from, lines) => {
      const key = logKey(runId, attempt);
      const entry = known.get(key) ?? unheard();
      const expected = entry.nextLine ?? from;
      const given = lines.slice(Math.max(0, expected - from));
      const missing = Math.max(0, from - expected);
      entry.nextLine = Math.max(expected, from + lines.length);
      remember(key, entry);
      if (missing + given.length === 0) return;
      const told = leftOut(given[0]?.[0] ?? 0, missing, 'connection');
      await store(runId, attempt, entry, [...told, ...given], missing + given.length);
    },
    end: async (runId, attempt, lines, at) => {
      const key = logKey(runId, attempt);
      const entry = known.get(key) ?? unheard();
      if (lines <= (entry.nextLine ?? 0) && entry.lost === 0) return;
      const none = entry.nextLine === null && (await blobs.size(key)) === 0;
      const expected = entry.nextLine ?? (none ? 0 : lines);
      const missing = Math.max(0, lines - expected);
      entry.nextLine = expected + missing;
      remember(key, entry);
      if (missing + entry.lost === 0) return;
      await store(runId, attempt, entry, leftOut(at, missing, 'node'), missing);
    },
    lost: async (runId, attempt, at) => {
      const key = logKey(runId, attempt);
      const entry = known.get(key) ?? unheard();
      remember(key, entry);
      await store(runId, attempt, entry, [[at, 'sys', remarkText({ kind: 'node_lost' })]], 0);
    },
    read: (runId, attempt, from, to) => blobs.read(logKey(runId, attempt), from, to),
    size: (runId, attempt) => blobs.size(logKey(runId, attempt)),
    resume: async (runId, attempt) => {
      const key = logKey(runId, attempt);
      if (known.has(key)) return;
      const bytes = await blobs.size(key);
      if (!known.has(key)) remember(key, { ...unheard(), bytes });
    },
    told: (runId, attempt) => known.get(logKey(runId, attempt))?.bytes ?? 0,
    readable: (runId, attempt) => readable(logKey(runId, attempt)),
    whole: async (runId, attempt) => {
      const key = logKey(runId, attempt);
      await known.get(key)?.storing?.catch(() => undefined);
      return blobs.size(key);
    },
  };
}

const unheard = (): Known => ({ nextLine: null, bytes: 0, lost: 0, storing: null });

/** The line that stands for those that are missing; none for none. */
function leftOut(at: number, count: number, reason: LeftOutReason): LogLine[] {
  return count === 0 ? [] : [[at, 'sys', remarkText({ kind: 'left_out', count, reason })]];
}
