/** Rebuilt no sooner than with this many keys. */
const fewestKeys = 1024;

/**
 * A map for entries that come and go by the thousand. V8's `Map` moves to a new table every few hundred deletions, and each
 * table it has left points to the next: once one has grown old, the collector of young objects keeps everything that later
 * tables held, until a full collection. So here nothing is deleted from the table; a fresh one is begun when most of its
 * keys are dead. Order of iteration: of insertion.
 */
export class BriefMap<K, V extends NonNullable<unknown>> {
  #table = new Map<K, V | undefined>();
  #live = 0;
  /** Where `takeOldest` has come to in the table; nothing before it is alive. */
  #oldest: Iterator<[K, V | undefined]> | null = null;

  get size(): number {
    return this.#live;
  }

  get(key: K): V | undefined {
    return this.#table.get(key);
  }

  has(key: K): boolean {
    return this.#table.get(key) !== undefined;
  }

  /** A key that is there keeps its place. Not to be called with new keys while this is iterated over. */
  set(key: K, value: V): void {
    if (this.#table.get(key) === undefined) {
      if (this.#table.size >= fewestKeys && this.#table.size >= 2 * this.#live) this.#renew();
      this.#live += 1;
      // One that was there once would have the place that it had then.
      if (this.#table.has(key)) this.#table.delete(key);
    }
    this.#table.set(key, value);
  }

  /** False when it was not there. */
  delete(key: K): boolean {
    if (this.#table.get(key) === undefined) return false;
    this.#table.set(key, undefined);
    this.#live -= 1;
    // At rest it holds no dead keys.
    if (this.#live === 0 && this.#table.size >= fewestKeys) this.clear();
    return true;
  }

  /** Removes the entry that has been there for longest. */
  takeOldest(): [K, V] | undefined {
    this.#oldest ??= this.#table.entries();
    for (let next = this.#oldest.next(); next.done !== true; next = this.#oldest.next()) {
      const [key, value] = next.value;
      if (value === undefined) continue;
      this.delete(key);
      return [key, value];
    }
    this.#oldest = null;
    return undefined;
  }

  clear(): void {
    this.#replace(new Map(), 0);
  }

  *[Symbol.iterator](): Generator<[K, V]> {
    for (const [key, value] of this.#table) if (value !== undefined) yield [key, value];
  }

  *values(): Generator<V> {
    for (const value of this.#table.values()) if (value !== undefined) yield value;
  }

  #renew(): void {
    const table = new Map<K, V | undefined>();
    for (const [key, value] of this.#table) if (value !== undefined) table.set(key, value);
    this.#replace(table, this.#live);
  }

  #replace(table: Map<K, V | undefined>, live: number): void {
    this.#table = table;
    this.#live = live;
    this.#oldest = null;
  }
}
