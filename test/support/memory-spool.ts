import type { ResultFrame } from '../../src/contract/link.ts';
import type { Spool } from '../../src/ports/spool.ts';

export interface MemorySpool extends Spool {
  readonly results: Map<string, ResultFrame>;
}

/** A spool that outlives a simulated node for as long as it is handed to the next boot. */
export function createMemorySpool(): MemorySpool {
  const results = new Map<string, ResultFrame>();
  const key = (run: string, attempt: number): string => `${run}#${attempt}`;
  return {
    results,
    load: () => [...results.values()],
    add: (result) => void results.set(key(result.run, result.attempt), result),
    remove: (run, attempt) => void results.delete(key(run, attempt)),
  };
}
