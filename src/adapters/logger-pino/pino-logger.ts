import { pino } from 'pino';
import type { Logger } from '../../ports/logger.ts';
import { openRollingFile } from './rolling-file.ts';

export interface LoggerOptions {
  readonly level: string;
  /** Folder of the log files, or null for standard error only. */
  readonly folder: string | null;
  /** Begins the file's name: `drover`, `node`. */
  readonly name: string;
  /** Fields of every line. */
  readonly base: Readonly<Record<string, unknown>>;
}

/** One JSON object a line; files are closed by day and at 20 MB, the last 14 are kept. */
export function createPinoLogger(options: LoggerOptions): Logger {
  const { folder, name, level, base } = options;
  const stream =
    folder === null
      ? pino.destination({ dest: 2, sync: true })
      : openRollingFile({ folder, name, maxBytes: 20 * 1024 * 1024, keep: 14 });
  return pino({ level, base, timestamp: pino.stdTimeFunctions.isoTime }, stream);
}
