/**
 * Everything of a run in one order, read from what is stored: its events by number and, between them, the lines of its
 * logs. The order follows from the rows alone, so that whoever goes on behind an id sees exactly what follows it:
 *
 *   an attempt's lines stand between the event that starts it and the one that ends it;
 *   an event within it stands behind the bytes of log that were stored when it was committed (its `logBytes`).
 *
 * A line is not told before the events that could still come to stand before it: how far the log reaches is looked at
 * first, then the events. That is exact because a command reads `logBytes` and commits in one turn of the event loop.
 */
import type { Run } from '../../contract/run.ts';
import type { RunEvent } from '../../contract/run-event.ts';
import { isFinal } from '../../contract/run-states.ts';
import type { EventReads, StoredEvent } from '../../ports/event-reads.ts';
import type { LiveEvent } from '../../ports/live-bus.ts';
import type { RunLogs } from '../run-logs.ts';
import { wholeLines } from '../runs/log-text.ts';
import { runEventData } from './event-data.ts';
import { type Frame, sseInstant, sseText } from './frame.ts';
import { idOfPosition, type StreamPosition } from './position.ts';

/** Events and bytes of one page, roughly. */
const pageEvents = 200;
const pageBytes = 128 * 1024;
/** Bytes of a log read at once; the longest line is shorter. */
const pieceBytes = 64 * 1024;

export interface ScriptParts {
  readonly history: Pick<EventReads, 'runEvents' | 'eventUpTo'>;
  readonly logs: Pick<RunLogs, 'read' | 'readable' | 'whole'>;
  /** The run as the API shows it; null: it has been removed. */
  readonly run: (id: string) => Promise<Run | null>;
}

/** Where reading goes on. */
export interface ScriptCursor {
  readonly seq: number;
  /** Revision of the run's last event up to `seq`. */
  readonly revision: number;
  /** The attempt that runs behind `seq`; null: none does. */
  readonly attempt: number | null;
  /** Bytes of its log that have been told. */
  readonly offset: number;
  /** The event at `seq` is the run's last: `end` follows; after that, nothing. */
  readonly last: 'no' | 'event' | 'end';
}

export interface ScriptPage {
  readonly frames: readonly Frame[];
  readonly cursor: ScriptCursor;
  /** There is more to be read now. */
  readonly more: boolean;
}

/** The cursor for a place that a client names. */
export async function cursorAt(
  parts: ScriptParts,
  runId: string,
  position: StreamPosition,
): Promise<ScriptCursor> {
  const { seq, offset } = position;
  const found = seq === 0 ? undefined : await parts.history.eventUpTo(runId, seq);
  if (found === undefined) return { seq, revision: 0, attempt: null, offset: 0, last: 'no' };
  const { event } = found;
  const at: ScriptCursor = { seq, revision: found.revision, attempt: null, offset: 0, last: 'no' };
  if (event.kind === 'state' && isFinal(event.to)) return { ...at, last: seq > found.seq ? 'end' : 'event' };
  const attempt = runningAfter(event);
  return { ...at, attempt, offset: offset ?? (event.kind === 'state' ? 0 : (event.logBytes ?? 0)) };
}

/**
 * What a live message tells, where it is the run's next event and no line of the log comes before it; `known`: it has been
 * told; null: it must be read.
 */
export function directly(
  from: ScriptCursor,
  live: LiveEvent,
): { readonly frames: readonly Frame[]; readonly cursor: ScriptCursor } | 'known' | null {
  const { seq, revision, at, event } = live;
  if (revision <= from.revision) return 'known';
  // What ends an attempt comes behind all of its log, and the last event is followed by the end.
  const next =
    event.kind === 'state'
      ? from.attempt === null && !isFinal(event.to)
      : (event.logBytes ?? 0) === from.offset;
  if (revision > from.revision + 1 || from.last !== 'no' || !next) return null;
  const position = { seq, offset: null };
  const id = idOfPosition(position);
  const text = sseText(id, event.kind, runEventData(event, at));
  return { frames: [{ position, id, text }], cursor: behind(from, live) };
}

/** The cursor behind an event of the run. */
function behind(from: ScriptCursor, { seq, revision, event }: StoredEvent): ScriptCursor {
  return {
    seq,
    revision,
    attempt: runningAfter(event),
    offset: event.kind === 'state' ? 0 : from.offset,
    last: event.kind === 'state' && isFinal(event.to) ? 'event' : 'no',
  };
}

/** Reads on from a cursor. */
export async function readScript(parts: ScriptParts, runId: string, from: ScriptCursor): Promise<ScriptPage> {
  if (from.last === 'end') return { frames: [], cursor: from, more: false };
  if (from.last === 'event') return endOf(parts, runId, from);
  const readable = from.attempt === null ? 0 : await parts.logs.readable(runId, from.attempt);
  const { items, more } = await parts.history.runEvents(runId, from.seq, pageEvents, pageBytes);
  const page = new Page(parts.logs, runId, from);
  for (const stored of items) {
    if (page.full || !(await page.event(stored))) return page.result(true);
  }
  const { attempt, last } = page.cursor;
  if (more || page.full || last !== 'no') return page.result(true);
  // Of an attempt that began in this page, how far its log reaches was not looked at before.
  if (attempt !== from.attempt) return page.result(attempt !== null);
  return page.result(!(await page.log(readable)));
}

async function endOf(parts: ScriptParts, runId: string, from: ScriptCursor): Promise<ScriptPage> {
  // Numbered behind the last event, so that going on from it finds nothing more.
  const position = { seq: from.seq + 1, offset: null };
  const id = idOfPosition(position);
  const cursor: ScriptCursor = { ...from, seq: position.seq, last: 'end' };
  const run = await parts.run(runId);
  return {
    frames: run === null ? [] : [{ position, id, text: sseText(id, 'end', run) }],
    cursor,
    more: false,
  };
}

class Page {
  readonly #logs: ScriptParts['logs'];
  readonly #runId: string;
  readonly #frames: Frame[] = [];
  #bytes = 0;
  cursor: ScriptCursor;

  constructor(logs: ScriptParts['logs'], runId: string, cursor: ScriptCursor) {
    this.#logs = logs;
    this.#runId = runId;
    this.cursor = cursor;
  }

  get full(): boolean {
    return this.#bytes >= pageBytes;
  }

  result(more: boolean): ScriptPage {
    return { frames: this.#frames, cursor: this.cursor, more };
  }

  /** Adds an event behind the log that belongs before it; false: the page was full before that. */
  async event(stored: StoredEvent): Promise<boolean> {
    const { event, seq, at } = stored;
    const { attempt } = this.cursor;
    if (attempt !== null) {
      const ends = event.kind === 'state';
      if (!(await this.log(ends ? await this.#logs.whole(this.#runId, attempt) : (event.logBytes ?? 0))))
        return false;
    }
    this.#add({ seq, offset: null }, event.kind, runEventData(event, at));
    this.cursor = behind(this.cursor, stored);
    return true;
  }

  /** Adds the log up to this offset; false: the page was full before that. */
  async log(upTo: number): Promise<boolean> {
    const { attempt } = this.cursor;
    if (attempt === null) return true;
    for (let length = pieceBytes; this.cursor.offset < upTo; ) {
      if (this.full) return false;
      const { offset } = this.cursor;
      const bytes = await this.#logs.read(this.#runId, attempt, offset, Math.min(upTo, offset + length));
      const whole = wholeLines(bytes);
      if (whole > 0) this.#lines(attempt, bytes.subarray(0, whole));
      else if (bytes.length < length) {
        // Removed with old files, or torn: there is no line left to tell.
        this.cursor = { ...this.cursor, offset: upTo };
      } else length *= 2;
    }
    return true;
  }

  #lines(attempt: number, bytes: Uint8Array): void {
    const { seq, offset } = this.cursor;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < text.length; ) {
      const end = text.indexOf(0x0a, at);
      const line = lineIn(text.toString('utf8', at, end));
      at = end + 1;
      if (line !== null) this.#add({ seq, offset: offset + at }, 'log', { attempt, ...line });
    }
    this.cursor = { ...this.cursor, offset: offset + bytes.length };
  }

  #add(position: StreamPosition, event: string, data: unknown): void {
    const id = idOfPosition(position);
    const text = sseText(id, event, data);
    this.#bytes += text.length;
    this.#frames.push({ position, id, text });
  }
}

/** The attempt that runs behind this event. */
function runningAfter(event: RunEvent): number | null {
  return event.kind !== 'state' || event.to === 'running' ? event.attempt : null;
}

function lineIn(text: string): { at: string; stream: string; text: string } | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value)) return null;
    const fields: readonly unknown[] = value;
    const [at, stream, said] = fields;
    const fits = typeof at === 'number' && typeof stream === 'string' && typeof said === 'string';
    return fits ? { at: sseInstant(at), stream, text: said } : null;
  } catch {
    return null;
  }
}
