/**
 * One stream for all who watch it: an event that the live bus tells and that follows the last one directly is taken as it
 * is; for everything else the store is read, once per change whatever the number of watchers. What has come is kept in a
 * bounded window from which each takes what it has not yet sent. Nothing is kept per watcher.
 *
 * A watcher is at the head (waits for more), in the window, or behind it (a slow one, or one that goes on from long ago):
 * then it reads pages of its own until it meets the window; few do so at once. Reading is on demand: only while somebody
 * is at the head. At rest nothing is read. What is in no store may pass between (`pass`): who is behind the window misses it. A read that fails is tried again with back-off; watchers just wait.
 */
import type { Clock } from '../../ports/clock.ts';
import type { LiveAlarm, LiveEvent, LiveSlot } from '../../ports/live-bus.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Frame } from './frame.ts';
import { FrameWindow, type StreamView } from './frame-window.ts';
import type { Gate } from './gate.ts';
import type { StreamPosition } from './position.ts';

/** Frames that are kept of one stream, characters. */
const windowBytes = 512 * 1024;
const firstBackOffMs = 250;
const longestBackOffMs = 10_000;

/** A committed event as the live bus tells it. */
export type Live = LiveEvent | LiveSlot | LiveAlarm;

/** Reads frames in their order; `C` is where it goes on. */
export interface FrameSource<F extends Frame, C> {
  /** The cursor for a place; undefined: what follows it can't be read any more. */
  cursorAt(position: StreamPosition): Promise<C | undefined>;
  page(cursor: C): Promise<{ readonly frames: readonly F[]; readonly cursor: C; readonly more: boolean }>;
  /** What a message tells, where it follows the cursor directly; `known`: it lies before it; null: it must be read. */
  direct(cursor: C, live: Live): { readonly frames: readonly F[]; readonly cursor: C } | 'known' | null;
  /** Nothing will ever follow this cursor. */
  isOver(cursor: C): boolean;
}

export interface SharedStreamOptions<F extends Frame, C> {
  readonly source: FrameSource<F, C>;
  readonly start: StreamPosition;
  readonly cursor: C;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Shared by all streams: reads of those who are behind. */
  readonly gate: Gate;
  /** The first watcher has come, or the last has gone. */
  readonly onWatched: (watched: boolean) => void;
}

/** What one watcher is given. */
export interface Watch {
  /**
   * Pieces of whole frames, as fast as they are asked for; ends with the stream, or when `signal` is aborted. Once `enough`
   * is aborted, it ends when all that there is has been given.
   */
  chunks(signal: AbortSignal, enough?: AbortSignal): AsyncGenerator<Uint8Array, void, undefined>;
  /** Id of the last frame that was given, or passed over by its view; null: none yet. */
  lastId(): string | null;
}

const neverAborted = new AbortController().signal;

export class SharedStream<F extends Frame, C> {
  readonly #options: SharedStreamOptions<F, C>;
  readonly #window: FrameWindow<F>;
  readonly #watchers = new Set<() => void>();
  #cursor: C;
  #stirred = true;
  #reading = false;
  #backOffMs = firstBackOffMs;

  constructor(options: SharedStreamOptions<F, C>) {
    this.#options = options;
    this.#cursor = options.cursor;
    this.#window = new FrameWindow(options.start, windowBytes);
  }

  /** How many watch now. */
  get watchers(): number {
    return this.#watchers.size;
  }

  /** Whether nothing follows this place, ever. */
  isOverAt(position: StreamPosition): boolean {
    return (
      this.#options.source.isOver(this.#cursor) && this.#window.indexAfter(position) === this.#window.end
    );
  }

  /** Something may have been committed; `live`: this has been. */
  stir(live?: Live): void {
    if (live !== undefined && !this.#stirred && !this.#reading) {
      const told = this.#options.source.direct(this.#cursor, live);
      if (told === 'known') return;
      if (told !== null) {
        this.#cursor = told.cursor;
        this.#window.push(told.frames);
        this.#wakeAll();
        return;
      }
    }
    this.#stirred = true;
    if (this.#watchers.size > 0) this.#readOn();
  }

  /** Gives what is in no store to all who are at the head or in the window, behind what was read last. */
  pass(frameAfter: (cursor: C) => F): void {
    if (this.#watchers.size === 0) return;
    this.#window.push([frameAfter(this.#cursor)]);
    this.#wakeAll();
  }

  watch(from: StreamPosition, view: StreamView<F>): Watch {
    let lastId: string | null = null;
    const told = (id: string): void => {
      lastId = id;
    };
    return {
      chunks: (signal, enough = neverAborted) => this.#chunks(from, view, signal, enough, told),
      lastId: () => lastId,
    };
  }

  async *#chunks(
    from: StreamPosition,
    view: StreamView<F>,
    signal: AbortSignal,
    enough: AbortSignal,
    told: (id: string) => void,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { source, gate } = this.#options;
    let wake: () => void = () => undefined;
    const onStir = (): void => wake();
    this.#enter(onStir);
    signal.addEventListener('abort', onStir);
    enough.addEventListener('abort', onStir);
    const change = (): Promise<void> =>
      new Promise((resolve) => {
        wake = resolve;
        if (signal.aborted) resolve();
      });
    let at = from;
    /** Set while it reads for itself. */
    let own: C | undefined;
    try {
      while (!signal.aborted) {
        const index = this.#window.indexAfter(at);
        if (index === null) {
          own ??= await this.#tried(signal, () => source.cursorAt(at));
          if (own === undefined) return;
          const cursor = own;
          const page = await this.#tried(signal, () => gate.through(() => source.page(cursor)));
          own = page.cursor;
          const last = page.frames.at(-1);
          if (last === undefined) {
            if (source.isOver(own)) return;
            if (page.more) continue;
            if (enough.aborted) return;
            await change();
            continue;
          }
          at = last.position;
          told(last.id);
          const text = page.frames.reduce((all, frame) => (view.shows(frame) ? all + frame.text : all), '');
          if (text !== '') yield Buffer.from(text);
          continue;
        }
        own = undefined;
        const { last, bytes } = this.#window.slice(index, view);
        if (last !== null) {
          at = last.position;
          told(last.id);
          if (bytes.length > 0) yield bytes;
          continue;
        }
        if (source.isOver(this.#cursor)) return;
        if (this.#stirred) this.#readOn();
        else if (enough.aborted && !this.#reading) return;
        await change();
      }
    } finally {
      signal.removeEventListener('abort', onStir);
      enough.removeEventListener('abort', onStir);
      this.#leave(onStir);
    }
  }

  #enter(onStir: () => void): void {
    this.#watchers.add(onStir);
    if (this.#watchers.size > 1) return;
    // While nobody watched, changes were not told.
    this.#stirred = true;
    this.#options.onWatched(true);
  }

  #leave(onStir: () => void): void {
    this.#watchers.delete(onStir);
    if (this.#watchers.size === 0) this.#options.onWatched(false);
  }

  #readOn(): void {
    if (this.#reading) return;
    this.#reading = true;
    void this.#read();
  }

  async #read(): Promise<void> {
    const { source, clock, logger } = this.#options;
    try {
      while (this.#stirred && this.#watchers.size > 0 && !source.isOver(this.#cursor)) {
        this.#stirred = false;
        const page = await source.page(this.#cursor);
        this.#cursor = page.cursor;
        this.#window.push(page.frames);
        this.#stirred ||= page.more;
        this.#backOffMs = firstBackOffMs;
        this.#wakeAll();
        // The rest is read when somebody has come to its place.
        if (page.more) return;
      }
    } catch (error) {
      logger.warn({ error, retryInMs: this.#backOffMs }, 'a stream could not be read; trying again');
      clock.timer(this.#backOffMs, () => this.stir());
      this.#backOffMs = Math.min(this.#backOffMs * 2, longestBackOffMs);
    } finally {
      // Before anybody who was woken goes on: they may ask for the next page.
      this.#reading = false;
    }
  }

  #wakeAll(): void {
    for (const wake of this.#watchers) wake();
  }

  /** Tries a read of one watcher's own until it succeeds or the watcher is gone. */
  async #tried<T>(signal: AbortSignal, read: () => Promise<T>): Promise<T> {
    for (let backOffMs = firstBackOffMs; ; backOffMs = Math.min(backOffMs * 2, longestBackOffMs)) {
      try {
        return await read();
      } catch (error) {
        if (signal.aborted) throw error;
        this.#options.logger.warn(
          { error, retryInMs: backOffMs },
          'a stream could not be read; trying again',
        );
        await new Promise<void>((resolve) => this.#options.clock.timer(backOffMs, resolve));
      }
    }
  }
}
