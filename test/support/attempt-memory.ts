import type { Memo } from '../../src/contract/attempt-memory.ts';
import type { AttemptMemory, OnceState } from '../../src/ports/attempt-memory.ts';

/** A server's memory for one attempt, in this process. */
export interface TestMemory extends AttemptMemory {
  readonly memos: Memo[];
  /** What keys answer to their beginning; a key that is not here is `first`. */
  readonly once: Map<string, OnceState>;
  /** What was asked, in order. */
  readonly asked: string[];
  /** Until it resolves, nothing is answered. */
  gate: Promise<unknown>;
}

export function createTestMemory(): TestMemory {
  const memory: TestMemory = {
    memos: [],
    once: new Map(),
    asked: [],
    gate: Promise.resolve(),
    memo: async (name, code, value) => {
      memory.asked.push(`memo ${name}`);
      await memory.gate;
      memory.memos.push(value === undefined ? { name, code } : { name, code, value });
    },
    onceBegin: async (key) => {
      memory.asked.push(`begin ${key}`);
      await memory.gate;
      return memory.once.get(key) ?? { state: 'first' };
    },
    onceDone: async (key, _ttlSeconds, value) => {
      memory.asked.push(`done ${key}`);
      memory.once.set(key, { state: 'done', value });
    },
    onceRelease: async (key) => {
      memory.asked.push(`release ${key}`);
    },
  };
  return memory;
}
