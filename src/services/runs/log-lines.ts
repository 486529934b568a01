/**
 * An attempt's log by the numbers of its lines. What is stored is only ever appended to, so where lines begin is noted
 * once, sparsely, while the log is first gone through, and kept for the logs that were looked at last; after that, lines
 * anywhere in a log of any size cost one read of a few hundred.
 */
import { type LogLine, logLineSchema } from '../../contract/link.ts';
import { tellsError } from '../../contract/log-errors.ts';
import {
  type LogLines,
  type LogLinesQuery,
  type LogSearch,
  maxFoundLines,
} from '../../contract/log-lines.ts';
import type { RunLogs } from '../run-logs.ts';
import type { LogHandle } from './log-reader.ts';
import { wholeLines } from './log-text.ts';

/** Bytes read at once; the longest stored line is shorter. */
const pieceBytes = 256 * 1024;
/** Each of this many lines, the place of one is noted. */
const stride = 256;
/** Logs whose places are kept. */
const keptIndexes = 64;
const newline = 0x0a;

/** Where lines begin, as far as the log was gone through. */
interface LineIndex {
  bytes: number;
  lines: number;
  /** Offset of line 1, 1 + stride, 1 + 2 × stride, … */
  readonly offsets: number[];
  /** Ends with the going through that is under way. */
  growing: Promise<void> | null;
}

export interface LogLineReader {
  lines(log: LogHandle, query: Pick<LogLinesQuery, 'from' | 'at' | 'count'>): Promise<LogLines>;
  /** Lines that hold the text, or tell of errors; ends early when `signal` is aborted. */
  search(log: LogHandle, text: string | null, signal: AbortSignal): Promise<LogSearch>;
}

export function createLogLineReader(logs: RunLogs): LogLineReader {
  const indexes = new Map<string, LineIndex>();

  const indexOf = (log: LogHandle): LineIndex => {
    const key = `${log.attempt} ${log.runId}`;
    const index = indexes.get(key) ?? { bytes: 0, lines: 0, offsets: [], growing: null };
    indexes.delete(key);
    indexes.set(key, index);
    const [oldest] = indexes.keys();
    if (indexes.size > keptIndexes && oldest !== undefined) indexes.delete(oldest);
    return index;
  };

  /** Whole lines at `from`, at most a piece, never beyond `to`. */
  const piece = async (log: LogHandle, from: number, to: number): Promise<Buffer> => {
    const bytes = await logs.read(log.runId, log.attempt, from, Math.min(to, from + pieceBytes));
    return Buffer.from(bytes.buffer, bytes.byteOffset, wholeLines(bytes));
  };

  const grow = async (log: LogHandle, index: LineIndex): Promise<void> => {
    while (index.bytes < log.size) {
      const bytes = await piece(log, index.bytes, log.size);
      if (bytes.length === 0) return;
      let at = 0;
      while (at < bytes.length) {
        if (index.lines % stride === 0) index.offsets.push(index.bytes + at);
        index.lines += 1;
        at = bytes.indexOf(newline, at) + 1;
      }
      index.bytes += bytes.length;
    }
  };

  const whole = async (log: LogHandle): Promise<LineIndex> => {
    const index = indexOf(log);
    // One at a time; whoever comes meanwhile looks whether it went far enough.
    while (index.bytes < log.size) {
      const before = index.bytes;
      index.growing ??= grow(log, index).finally(() => {
        index.growing = null;
      });
      await index.growing;
      if (index.bytes === before) break;
    }
    return index;
  };

  /** `count` lines from the number on, as far as the index goes. */
  const read = async (log: LogHandle, index: LineIndex, from: number, count: number): Promise<LogLine[]> => {
    const found: LogLine[] = [];
    const place = Math.floor((from - 1) / stride);
    let at = index.offsets[place] ?? index.bytes;
    let skip = from - 1 - place * stride;
    while (found.length < count && at < index.bytes) {
      const bytes = await piece(log, at, index.bytes);
      if (bytes.length === 0) break;
      let start = 0;
      while (start < bytes.length && found.length < count) {
        const end = bytes.indexOf(newline, start);
        if (skip > 0) skip -= 1;
        else found.push(lineOf(bytes.toString('utf8', start, end)));
        start = end + 1;
      }
      at += bytes.length;
    }
    return found;
  };

  /** Number of the first line at or after the instant; the last line's where none is. */
  const firstAt = async (log: LogHandle, index: LineIndex, at: number): Promise<number> => {
    let low = 0;
    let high = index.offsets.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const [line] = await read(log, index, middle * stride + 1, 1);
      if (line !== undefined && line[0] < at) low = middle;
      else high = middle - 1;
    }
    const stretch = await read(log, index, low * stride + 1, stride + 1);
    const place = stretch.findIndex(([ms]) => ms >= at);
    return Math.min(index.lines, low * stride + 1 + (place < 0 ? stretch.length : place));
  };

  return {
    lines: async (log, { from, at, count }) => {
      if (log.attempt === 0) return { attempt: 0, from: 1, lines: [], total: 0, bytes: 0 };
      const index = await whole(log);
      const total = index.lines;
      const bytes = index.bytes;
      const first =
        from ??
        (at === undefined
          ? Math.max(1, total - count + 1)
          : Math.max(1, await firstAt(log, index, Date.parse(at))));
      const lines = first > total ? [] : await read(log, index, first, Math.min(count, total - first + 1));
      return { attempt: log.attempt, from: Math.min(first, total + 1), lines, total, bytes };
    },

    search: async (log, text, signal) => {
      const needle = text?.toLowerCase() ?? null;
      const found: number[] = [];
      const ofStderr: number[] = [];
      let number = 0;
      let more = false;
      for (let at = 0; at < log.size && log.attempt > 0 && !signal.aborted; ) {
        const bytes = await piece(log, at, log.size);
        if (bytes.length === 0) break;
        at += bytes.length;
        for (const stored of bytes.toString('utf8').split('\n')) {
          if (stored === '') continue;
          number += 1;
          // A line is taken apart only where it may hold what is looked for.
          if (needle !== null && !mayHold(stored, needle)) continue;
          const line = lineOf(stored);
          if (needle === null && line[1] === 'err' && ofStderr.length <= maxFoundLines) ofStderr.push(number);
          if (!(needle === null ? tellsError(line) : line[2].toLowerCase().includes(needle))) continue;
          if (found.length < maxFoundLines) found.push(number);
          else more = true;
        }
      }
      const fallback = needle === null && found.length === 0;
      return {
        attempt: log.attempt,
        lines: fallback ? ofStderr.slice(0, maxFoundLines) : found,
        more: fallback ? ofStderr.length > maxFoundLines : more,
        total: number,
      };
    },
  };
}

/** Whether a stored line, JSON as it is, may hold the text: certain only where nothing in it is escaped. */
function mayHold(stored: string, needle: string): boolean {
  return stored.includes('\\') || stored.toLowerCase().includes(needle);
}

/** A stored line; one that is not ours counts as output of the program. */
function lineOf(stored: string): LogLine {
  try {
    const parsed = logLineSchema.safeParse(JSON.parse(stored));
    if (parsed.success) return parsed.data;
  } catch {
    // As below.
  }
  return [0, 'out', stored];
}
