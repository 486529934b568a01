import type { Logger } from '../../src/ports/logger.ts';

const silent = (): undefined => undefined;

/** Says nothing to anybody. */
export const silentLogger: Logger = { debug: silent, info: silent, warn: silent, error: silent };
