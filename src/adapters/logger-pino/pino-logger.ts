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
  /** Hides what nobody should read, in the line as it is written. Default: nothing. */
  readonly mask?: (line: string) => string;
}

/** One JSON object a line, faults with their stacks; files are closed by day and at 20 MB, the last 14 are kept. */
export function createPinoLogger(options: LoggerOptions): Logger {
  const { folder, name, level, base, mask } = options;
  const file =
    folder === null
      ? pino.destination({ dest: 2, sync: true })
      : openRollingFile({ folder, name, maxBytes: 20 * 1024 * 1024, keep: 14 });
  const stream = mask === undefined ? file : { write: (line: string) => void file.write(mask(line)) };
  const serializers = { error: pino.stdSerializers.err };
  return pino({ level, base, timestamp: pino.stdTimeFunctions.isoTime, serializers }, stream);
}
