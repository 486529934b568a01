import type { Logger } from '../ports/logger.ts';

/** Logs what this process dies of, with its stack, until the returned function is called; it dies all the same. */
export function logCrashes(logger: Logger): () => void {
  const hear = (error: unknown, origin: string): void =>
    logger.error({ error, origin }, 'a bug: this process ends');
  process.on('uncaughtExceptionMonitor', hear);
  return () => void process.off('uncaughtExceptionMonitor', hear);
}
