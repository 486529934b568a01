import type { Ids } from '../../src/ports/ids.ts';

/** Ids that count, so that what a test does is the same each time. */
export function sequentialIds(): Ids {
  let count = 0;
  return {
    next: (prefix) => `${prefix}_${String(++count).padStart(8, '0')}`,
    random: () => 0.5,
  };
}
