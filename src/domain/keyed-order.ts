/** Work in which what has the same key is done one after the other, and all else at once. */
export interface KeyedOrder {
  /** Begins once all work of this key before it is over, however that ended. The outcome is the work's own. */
  after<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export function createKeyedOrder(): KeyedOrder {
  const chains = new Map<string, Promise<unknown>>();
  return {
    after: (key, work) => {
      const done = (chains.get(key) ?? Promise.resolve()).then(work, work);
      chains.set(key, done);
      void done
        .catch(() => undefined)
        .finally(() => {
          if (chains.get(key) === done) chains.delete(key);
        });
      return done;
    },
  };
}
