/** The answer to the beginning of a side effect that may happen once; `by` names who holds the key. */
export type OnceState =
  | { readonly state: 'first' }
  | { readonly state: 'done'; readonly value: unknown }
  | { readonly state: 'busy' | 'unknown'; readonly by: string };

/**
 * What one attempt has the server remember. Each promise resolves when the server has it durable, however often the link
 * breaks in between; it rejects when the server refuses, and stays pending when the attempt is over.
 */
export interface AttemptMemory {
  /** Keeps a step's value (JSON; undefined: none) with the run; `code` is the hash of the flow's files. */
  memo(name: string, code: string, value: unknown): Promise<void>;
  onceBegin(key: string, ttlSeconds: number): Promise<OnceState>;
  onceDone(key: string, ttlSeconds: number, value: unknown): Promise<void>;
  /** It has certainly not happened. */
  onceRelease(key: string, ttlSeconds: number): Promise<void>;
}
