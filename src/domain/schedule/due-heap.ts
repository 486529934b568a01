/** What is due soonest first: a binary heap. Entries that no longer count are told apart by whoever takes them out. */
export class DueHeap<T> {
  readonly #entries: { readonly at: number; readonly value: T }[] = [];

  get size(): number {
    return this.#entries.length;
  }

  /** When the soonest is due. */
  get soonest(): number | null {
    return this.#entries[0]?.at ?? null;
  }

  push(at: number, value: T): void {
    const entries = this.#entries;
    let index = entries.length;
    const entry = { at, value };
    entries.push(entry);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = entries[above];
      if (parent === undefined || parent.at <= at) break;
      entries[index] = parent;
      index = above;
    }
    entries[index] = entry;
  }

  /** Takes out the soonest if it is due by now. */
  takeDue(now: number): T | undefined {
    const entries = this.#entries;
    const [top] = entries;
    if (top === undefined || top.at > now) return undefined;
    const last = entries.pop();
    if (last !== undefined && entries.length > 0) this.#sink(last);
    return top.value;
  }

  /** Puts an entry in at the top and lets it sink to its place. */
  #sink(entry: { readonly at: number; readonly value: T }): void {
    const entries = this.#entries;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const [first, second] = [entries[left], entries[left + 1]];
      if (first === undefined) break;
      const below = second !== undefined && second.at < first.at ? left + 1 : left;
      const child = entries[below];
      if (child === undefined || child.at >= entry.at) break;
      entries[index] = child;
      index = below;
    }
    entries[index] = entry;
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
