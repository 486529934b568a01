import type { Frame } from './frame.ts';
import { comparePositions, type StreamPosition } from './position.ts';

/** What a watcher wants to see of a stream. `key`: equal for those who want the same. */
export interface StreamView<F extends Frame> {
  readonly key: string;
  shows(frame: F): boolean;
}

/** Frames from an index on, as one piece of bytes. */
export interface Slice {
  /** Index behind the last frame looked at. */
  readonly next: number;
  /** The frames that the view shows; may be empty. */
  readonly bytes: Buffer;
  /** Place and id of the last frame looked at; null: none was. */
  readonly last: Frame | null;
}

/** Bytes of one slice, unless a single frame is larger. */
const sliceBytes = 64 * 1024;
/** Views whose last slice is kept. */
const keptSlices = 64;

/**
 * The latest frames of a stream, bounded in bytes, shared by all who watch it. Frames are numbered by an index that only
 * grows; a slice that several watchers ask for is made once.
 */
export class FrameWindow<F extends Frame> {
  readonly #maxBytes: number;
  #frames: F[] = [];
  /** Index of the first frame that is kept. */
  #base = 0;
  #bytes = 0;
  /** The place just before the first kept frame. */
  #before: StreamPosition;
  readonly #slices = new Map<
    string,
    { readonly from: number; readonly end: number; readonly slice: Slice }
  >();

  constructor(before: StreamPosition, maxBytes: number) {
    this.#before = before;
    this.#maxBytes = maxBytes;
  }

  /** Index behind the newest frame. */
  get end(): number {
    return this.#base + this.#frames.length;
  }

  push(frames: readonly F[]): void {
    for (const frame of frames) {
      this.#frames.push(frame);
      this.#bytes += frame.text.length;
    }
    let dropped = 0;
    while (this.#bytes > this.#maxBytes && dropped < this.#frames.length - 1) {
      const frame = this.#frames[dropped];
      if (frame === undefined) break;
      this.#bytes -= frame.text.length;
      this.#before = frame.position;
      dropped += 1;
    }
    if (dropped === 0) return;
    this.#frames = this.#frames.slice(dropped);
    this.#base += dropped;
  }

  /** Index of the first frame behind this place; null: frames that follow it are not kept any more. */
  indexAfter(position: StreamPosition): number | null {
    if (comparePositions(position, this.#before) < 0) return null;
    let low = 0;
    let high = this.#frames.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const frame = this.#frames[middle];
      if (frame !== undefined && comparePositions(frame.position, position) <= 0) low = middle + 1;
      else high = middle;
    }
    return this.#base + low;
  }

  /** Frames from this index (one that `indexAfter` gave) on. */
  slice(from: number, view: StreamView<F>): Slice {
    const kept = this.#slices.get(view.key);
    if (kept?.from === from && (kept.end === this.end || kept.slice.next < kept.end)) return kept.slice;
    const slice = this.#make(from, view);
    if (this.#slices.size >= keptSlices) this.#slices.clear();
    this.#slices.set(view.key, { from, end: this.end, slice });
    return slice;
  }

  #make(from: number, view: StreamView<F>): Slice {
    let text = '';
    let index = from;
    let last: F | null = null;
    for (; index < this.end && text.length < sliceBytes; index += 1) {
      const frame = this.#frames[index - this.#base];
      if (frame === undefined) break;
      last = frame;
      if (view.shows(frame)) text += frame.text;
    }
    return { next: index, bytes: Buffer.from(text), last };
  }
}
