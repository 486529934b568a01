import { type LogRecord, levelNumber, logRecord } from './log-record.ts';
import { logFiles, tailOf } from './log-tail.ts';

/** Whose logs there are: the server's and that of this machine's node. */
export const logSources = ['server', 'node'] as const;

export interface RecentOptions {
  readonly folder: string;
  readonly sources: readonly string[];
  /** Most records. */
  readonly count: number;
  /** The least level that is shown. */
  readonly level: string;
}

/** A record and the line that it was read from. */
export interface RecordLine {
  readonly record: LogRecord;
  readonly line: string;
}

/** The last records of several logs together, by time. */
export function recentRecords({ folder, sources, count, level }: RecentOptions): RecordLine[] {
  const least = levelNumber(level);
  const all = sources
    .flatMap((source) => {
      const found: RecordLine[] = [];
      for (const path of logFiles(folder, source).reverse()) {
        if (found.length >= count) break;
        // All of a file when some of its lines may not be shown; else one more, since the last may be half written.
        const lines = tailOf(path, least > 10 ? Number.POSITIVE_INFINITY : count - found.length + 1);
        const read = lines.flatMap((line) => {
          const record = logRecord(line, source);
          return record === null || levelNumber(record.level) < least ? [] : [{ record, line }];
        });
        found.unshift(...lastOf(read, count - found.length));
      }
      return found;
    })
    .sort((a, b) => a.record.at - b.record.at);
  return [...lastOf(all, count)];
}

function lastOf<T>(items: readonly T[], count: number): readonly T[] {
  return items.slice(Math.max(0, items.length - count));
}
