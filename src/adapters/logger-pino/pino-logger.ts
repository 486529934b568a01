import path from 'node:path';
import { pino, transport } from 'pino';
import type { Logger } from '../../ports/logger.ts';

export interface LoggerOptions {
  readonly level: string;
  /** Folder of the log files, or null for standard error only. */
  readonly folder: string | null;
  /** Begins the file's name: `drover`, `node`. */
  readonly name: string;
  /** Fields of every line. */
  readonly base: Readonly<Record<string, unknown>>;
}

/** One JSON object a line; files rotate by day and at 20 MB, the last 14 are kept. */
export function createPinoLogger(options: LoggerOptions): Logger {
  const stream =
    options.folder === null
      ? pino.destination({ dest: 2, sync: true })
      : transport({
          target: 'pino-roll',
          options: {
            file: path.join(options.folder, options.name),
            extension: '.log',
            frequency: 'daily',
            size: '20m',
            mkdir: true,
            limit: { count: 14 },
          },
        });
  return pino({ level: options.level, base: options.base, timestamp: pino.stdTimeFunctions.isoTime }, stream);
}
