/**
 * An attempt's log as far as it is looked at: chunks of lines, read when they come into view and forgotten when others
 * take their place; of an attempt under way the tail as it grows. However long the log is, this stays small.
 */
import type { LogLine } from '../../../../../src/contract/link.ts';
import { client } from '../../../api/client.ts';

const chunkLines = 500;
/** Chunks that are kept: 20,000 lines. */
const keptChunks = 40;
const tellMs = 200;
const againMs = 2_000;

export interface LogSnapshot {
  readonly total: number;
  /** It has been read once. */
  readonly ready: boolean;
  readonly error: Error | null;
  /** Changes with every change. */
  readonly version: number;
}

export class LogStore {
  readonly #runId: string;
  readonly #attempt: number;
  readonly #live: boolean;
  readonly #chunks = new Map<number, LogLine[]>();
  readonly #reading = new Set<number>();
  readonly #listeners = new Set<() => void>();
  readonly #gone = new AbortController();
  #snapshot: LogSnapshot = { total: 0, ready: false, error: null, version: 0 };
  #telling: ReturnType<typeof setTimeout> | undefined;
  #total = 0;

  /** `live`: the attempt is under way, so there will be more. */
  constructor(runId: string, attempt: number, live: boolean) {
    this.#runId = runId;
    this.#attempt = attempt;
    this.#live = live;
  }

  /** Reads the end of the log, and follows it. */
  start(): void {
    void this.#follow();
  }

  stop(): void {
    this.#gone.abort();
    clearTimeout(this.#telling);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): LogSnapshot => this.#snapshot;

  /** The line of this number; undefined: it is being read. */
  line(number: number): LogLine | undefined {
    return this.#chunks.get(Math.floor((number - 1) / chunkLines))?.[(number - 1) % chunkLines];
  }

  /** Sees to it that these lines are read. */
  want(first: number, last: number): void {
    if (last < first) return;
    const chunkOf = (line: number): number => Math.floor((line - 1) / chunkLines);
    for (let chunk = chunkOf(first); chunk <= chunkOf(last); chunk++) {
      const known = this.#chunks.get(chunk);
      if (known === undefined) void this.#read(chunk);
      else {
        // Looked at last: forgotten last.
        this.#chunks.delete(chunk);
        this.#chunks.set(chunk, known);
      }
    }
  }

  async #read(chunk: number): Promise<void> {
    if (this.#reading.has(chunk)) return;
    this.#reading.add(chunk);
    try {
      const answer = await client.logLines(this.#runId, {
        attempt: this.#attempt,
        from: chunk * chunkLines + 1,
        count: chunkLines,
        signal: this.#gone.signal,
      });
      // The tail grows by what follows; a reading that was under way would take lines away again.
      if (!this.#chunks.has(chunk)) this.#keep(chunk, [...answer.lines]);
      this.#tell(null);
    } catch (error) {
      if (!this.#gone.signal.aborted) this.#tell(asError(error));
    } finally {
      this.#reading.delete(chunk);
    }
  }

  #keep(chunk: number, lines: LogLine[]): void {
    this.#chunks.set(chunk, lines);
    const tail = Math.floor(Math.max(0, this.#total - 1) / chunkLines);
    for (const old of this.#chunks.keys()) {
      if (this.#chunks.size <= keptChunks) break;
      if (old !== tail && old !== chunk) this.#chunks.delete(old);
    }
  }

  /** Reads the tail, whole chunks; returns where following goes on. */
  async #tail(): Promise<number> {
    const { signal } = this.#gone;
    const end = await client.logLines(this.#runId, { attempt: this.#attempt, count: 1, signal });
    const chunk = Math.floor(Math.max(0, end.total - 1) / chunkLines);
    const answer = await client.logLines(this.#runId, {
      attempt: this.#attempt,
      from: chunk * chunkLines + 1,
      count: chunkLines,
      signal,
    });
    this.#total = answer.total;
    this.#keep(chunk, [...answer.lines]);
    // It grew by more than a chunk meanwhile: what lies between is read when it is looked at.
    if (answer.total > (chunk + 1) * chunkLines) return this.#tail();
    this.#tell(null);
    return answer.bytes;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#gone;
    for (;;) {
      try {
        const from = await this.#tail();
        if (!this.#live) return;
        const following = client.logs(this.#runId, { attempt: this.#attempt, follow: true, from, signal });
        for await (const { at, stream, text } of following) this.#append([at, streamOf(stream), text]);
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#tell(asError(error));
      }
      await new Promise((resolve) => setTimeout(resolve, againMs));
      if (signal.aborted) return;
    }
  }

  #append(line: LogLine): void {
    const chunk = Math.floor(this.#total / chunkLines);
    const known = this.#chunks.get(chunk);
    if (known === undefined) this.#keep(chunk, [line]);
    else known.push(line);
    this.#total += 1;
    this.#tell(null);
  }

  #tell(error: Error | null): void {
    if (error !== null) this.#snapshot = { ...this.#snapshot, error };
    this.#telling ??= setTimeout(
      () => {
        this.#telling = undefined;
        this.#snapshot = {
          total: this.#total,
          ready: this.#snapshot.ready || error === null,
          error,
          version: this.#snapshot.version + 1,
        };
        for (const listener of this.#listeners) listener();
      },
      this.#snapshot.ready ? tellMs : 0,
    );
  }
}

const streamOf = (stream: string): LogLine[1] => (stream === 'err' || stream === 'sys' ? stream : 'out');

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
