import { type LogLine, type LogStream, logLineCost } from '../contract/link.ts';
import { remarkText } from '../contract/log-remark.ts';
import { cutLine } from './line-cut.ts';

/*
 * One attempt's log on its way to the server, in bounded memory whatever a program prints. Whoever can make a program
 * wait does so while this is `crowded` (`log-hold`); then lines are left out only of what goes beyond the total, and
 * while the server takes none.
 *
 *   flowing   lines are queued; sent ones are kept, while there is room, until the server has taken them (a new
 *             connection repeats them; line numbers make repeats harmless)
 *   tailing   the queue is full, or the attempt has had its total: only the last lines are kept, older ones are counted.
 *             Left when the queue has drained to half (unless the total is spent), or at the end: then one `sys` line says
 *             how many were left out, and the kept last lines follow it.
 */

/** What one attempt may hold unsent, bytes of text and a fixed cost per line. */
const queueLimit = 512 * 1024;
/** Sent and unsent lines beyond which sent ones are not kept for a repeat. */
const repeatLimit = 320 * 1024;
/** Sent and unsent lines beyond which whoever reads its program should pause: there is room for what is then in hand. */
const crowdedLimit = 256 * 1024;
/** The same while all attempts together are near their budget. */
const tightCrowdedLimit = 4 * 1024;
/** What is kept of one attempt's log altogether, by what its lines count. */
const totalLimit = 32 * 1024 * 1024;
/** Last lines kept while tailing. */
const tailLimit = 64 * 1024;
/** The same while all attempts together are over their budget. */
const tightTailLimit = 4 * 1024;
/** What a line costs in memory besides what it counts. */
const lineOverhead = 32;

/** Memory that the logs of all attempts share, bytes. */
export interface LogBudget {
  readonly limit: number;
  used: number;
}

/** A budget of 16 MiB. */
export function createLogBudget(limit: number = 16 * 1024 * 1024): LogBudget {
  return { limit, used: 0 };
}

/** Lines to send, the number of the first, and what they cost of the server's credit. */
export interface LogChunk {
  readonly from: number;
  readonly lines: LogLine[];
  readonly cost: number;
}

/** What a line costs of the credit. */
export function creditCost(line: LogLine): number {
  return Buffer.byteLength(line[2]) + logLineCost;
}

/** A queue of lines with what they hold of the budget. */
interface Lines {
  /**
   * Changed in place, and what is no longer kept is taken out: a list that has grown old and been left keeps all it
   * names until the next full collection, and so every line that a program ever printed.
   */
  items: (LogLine | undefined)[];
  /** Index of the first that is still kept. */
  head: number;
  bytes: number;
}

export class AttemptLog {
  readonly #budget: LogBudget;
  readonly #queue: Lines = { items: [], head: 0, bytes: 0 };
  /** Number of the line at `#queue.items[0]`. */
  #base = 0;
  /** Index in the queue of the first unsent line. */
  #next = 0;
  /** Number behind the last line that was ever sent: one may be there though it waits again. */
  #everSent = 0;
  #unsentBytes = 0;
  #total = 0;
  readonly #tail: Lines = { items: [], head: 0, bytes: 0 };
  #tailing = false;
  #leftOut = 0;

  constructor(budget: LogBudget) {
    this.#budget = budget;
  }

  /** Bytes that wait to be sent (overheads included); 0 = nothing waits. */
  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  /** Lines that are to be sent or have been: the number of the next one. */
  get count(): number {
    return this.#base + this.#queue.items.length;
  }

  /** It can still keep all lines, if those that follow wait until some have been taken. */
  get crowded(): boolean {
    if (this.#tailing || this.#total >= totalLimit) return false;
    const { bytes } = this.#queue;
    return bytes >= crowdedLimit || (bytes >= tightCrowdedLimit && !this.#budgetEased());
  }

  /** Takes a line; it may be cut, or left out and counted. */
  append(line: LogLine): void {
    const text = cutLine(line[2]);
    const cut: LogLine = text === line[2] ? line : [line[0], line[1], text];
    if (!this.#tailing && this.#hasRoom()) {
      this.#enqueue(cut);
      return;
    }
    this.#tailing = true;
    this.#pushTail(cut);
  }

  /** The attempt has ended: what was left out is said, and the last lines follow. Nothing is appended afterwards. */
  end(): void {
    this.#leaveTail();
  }

  /** The next lines to send, at most so much of the credit; null when none waits or the first does not fit. */
  take(maxBytes: number): LogChunk | null {
    const lines: LogLine[] = [];
    const from = this.#base + this.#next;
    let cost = 0;
    while (this.#next < this.#queue.items.length) {
      const line = this.#queue.items[this.#next];
      if (line === undefined) break;
      const lineCost = creditCost(line);
      if (cost + lineCost > maxBytes) break;
      cost += lineCost;
      this.#unsentBytes -= lineCost + lineOverhead;
      lines.push(line);
      this.#next += 1;
    }
    this.#everSent = Math.max(this.#everSent, this.#base + this.#next);
    if (
      this.#tailing &&
      this.#total < totalLimit &&
      this.#unsentBytes <= queueLimit / 2 &&
      this.#budgetEased()
    ) {
      this.#leaveTail();
    }
    return lines.length === 0 ? null : { from, lines, cost };
  }

  /** The server has taken every line before `upTo`: they are forgotten. */
  taken(upTo: number): void {
    this.#forgetSent(Math.min(upTo - this.#base, this.#next));
  }

  /** A new connection: what is not known to be taken is sent again. */
  rewind(): void {
    for (let index = this.#queue.head; index < this.#next; index += 1) {
      const line = this.#queue.items[index];
      if (line !== undefined) this.#unsentBytes += creditCost(line) + lineOverhead;
    }
    this.#next = this.#queue.head;
  }

  /**
   * Gives up what waits: it is counted as left out, and the line that says so is all that then waits. What was sent on an
   * earlier connection keeps its numbers and is not in that count: whoever has not got it sees the gap, or the `count`.
   */
  abandonUnsent(at: number): void {
    const unsent = this.#queue.items.length - this.#next;
    if (unsent === 0) return;
    const freed = this.#unsentBytes;
    this.#queue.items.length = this.#next;
    this.#release(this.#queue, freed);
    this.#unsentBytes = 0;
    const again = Math.max(0, this.#everSent - this.count);
    if (again > 0) {
      this.#forgetSent(this.#next);
      this.#base += again;
    }
    if (unsent > again) this.#enqueue(leftOutLine(at, unsent - again));
  }

  /** Forgets everything and gives its memory back. */
  close(): void {
    this.#release(this.#queue, this.#queue.bytes);
    this.#release(this.#tail, this.#tail.bytes);
    this.#queue.items = [];
    this.#tail.items = [];
    this.#next = 0;
    this.#unsentBytes = 0;
  }

  #hasRoom(): boolean {
    if (this.#total >= totalLimit || this.#unsentBytes >= queueLimit) return false;
    // Sent lines are kept for a repeat only while nobody needs their room.
    if (this.#queue.bytes >= repeatLimit || this.#budget.used >= this.#budget.limit)
      this.#forgetSent(this.#next);
    return this.#budget.used < this.#budget.limit;
  }

  #budgetEased(): boolean {
    return this.#budget.used < this.#budget.limit * 0.9;
  }

  #enqueue(line: LogLine): void {
    const bytes = creditCost(line);
    this.#queue.items.push(line);
    this.#hold(this.#queue, bytes + lineOverhead);
    this.#unsentBytes += bytes + lineOverhead;
    this.#total += bytes;
  }

  #pushTail(line: LogLine): void {
    const tail = this.#tail;
    tail.items.push(line);
    this.#hold(tail, creditCost(line) + lineOverhead);
    const limit = this.#budget.used >= this.#budget.limit ? tightTailLimit : tailLimit;
    while (tail.bytes > limit && tail.head < tail.items.length - 1) {
      const first = tail.items[tail.head];
      if (first !== undefined) this.#release(tail, creditCost(first) + lineOverhead);
      tail.items[tail.head] = undefined;
      tail.head += 1;
      this.#leftOut += 1;
    }
    if (tail.head > 1024 && tail.head * 2 > tail.items.length) {
      tail.items.splice(0, tail.head);
      tail.head = 0;
    }
  }

  #leaveTail(): void {
    if (!this.#tailing) return;
    this.#tailing = false;
    const { items, head, bytes } = this.#tail;
    const first = items[head];
    if (first !== undefined && this.#leftOut > 0) this.#enqueue(leftOutLine(first[0], this.#leftOut));
    this.#leftOut = 0;
    this.#release(this.#tail, bytes);
    for (let index = head; index < items.length; index += 1) {
      const line = items[index];
      items[index] = undefined;
      if (line !== undefined) this.#enqueue(line);
    }
    items.length = 0;
    this.#tail.head = 0;
  }

  /** Forgets lines before this index of the queue, all of them sent. */
  #forgetSent(end: number): void {
    const queue = this.#queue;
    for (; queue.head < end; queue.head += 1) {
      const line = queue.items[queue.head];
      if (line !== undefined) this.#release(queue, creditCost(line) + lineOverhead);
      queue.items[queue.head] = undefined;
    }
    if (queue.head > 1024 ? queue.head * 2 > queue.items.length : queue.head === queue.items.length) {
      queue.items.splice(0, queue.head);
      this.#base += queue.head;
      this.#next -= queue.head;
      queue.head = 0;
    }
  }

  #hold(lines: Lines, bytes: number): void {
    lines.bytes += bytes;
    this.#budget.used += bytes;
  }

  #release(lines: Lines, bytes: number): void {
    lines.bytes -= bytes;
    this.#budget.used -= bytes;
  }
}

/** The line that stands for those that were left out. */
function leftOutLine(at: number, count: number): LogLine {
  return [at, 'sys' satisfies LogStream, remarkText({ kind: 'left_out', count, reason: null })];
}
