import { readFileSync } from 'node:fs';

/** A line that a `shop-worker.sh` wrote; see there. */
export interface JournalEntry {
  readonly event: 'start' | 'end' | 'overlap';
  /** ms since epoch, by the worker's own clock. */
  readonly at: number;
  readonly run: string;
  readonly attempt: number;
  readonly shop: string;
  readonly pid: number;
}

/** What workers wrote, in the order in which the kernel appended it. */
export class Journal {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  entries(): JournalEntry[] {
    const lines = this.#text().split('\n');
    // The last one is empty, or not yet whole.
    return lines.slice(0, -1).map((line) => {
      const [event = '', at, run = '', attempt, shop = '', pid] = line.split(' ');
      if (event !== 'start' && event !== 'end' && event !== 'overlap')
        throw new Error(`not a line of a worker: ${line}`);
      return { event, at: Number(at) * 1000, run, attempt: Number(attempt), shop, pid: Number(pid) };
    });
  }

  starts(): JournalEntry[] {
    return this.entries().filter((entry) => entry.event === 'start');
  }

  ends(): JournalEntry[] {
    return this.entries().filter((entry) => entry.event === 'end');
  }

  /** The start of this run's attempt. */
  start(run: string, attempt: number): JournalEntry | undefined {
    return this.starts().find((entry) => entry.run === run && entry.attempt === attempt);
  }

  /**
   * Every time that two attempts were in one shop at once, in words: by the lock that the kernel holds, by the order of
   * the lines, and by the times in them.
   */
  overlaps(): string[] {
    const found: string[] = [];
    const inside = new Map<string, JournalEntry>();
    const left = new Map<string, JournalEntry>();
    for (const entry of this.entries()) {
      const { event, shop, run, attempt } = entry;
      if (event === 'overlap') found.push(`${shop}: attempt ${attempt} of ${run} found the shop taken`);
      else if (event === 'start') {
        const before = left.get(shop);
        if (before !== undefined && before.at > entry.at)
          found.push(`${shop}: ${run} began ${before.at - entry.at} ms before ${before.run} ended`);
        // One that was killed wrote no end; what the lock says counts then.
        inside.set(shop, entry);
      } else {
        const own = inside.get(shop);
        if (own?.run !== run || own.attempt !== attempt)
          found.push(
            `${shop}: attempt ${attempt} of ${run} ended while ${own?.run ?? 'nobody'} was in the shop`,
          );
        left.set(shop, entry);
      }
    }
    return found;
  }

  #text(): string {
    try {
      return readFileSync(this.#path, 'utf8');
    } catch {
      return '';
    }
  }
}
