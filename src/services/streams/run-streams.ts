/** Streams of single runs: one shared stream per run that is watched. */
import { DroverError } from '../../domain/drover-error.ts';
import { faultAt } from '../../domain/input-faults.ts';
import { said } from '../../domain/refusals/said.ts';
import type { Clock } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { LiveEvent } from '../../ports/live-bus.ts';
import type { Logger } from '../../ports/logger.ts';
import { unknownRun } from '../runs/unknown-run.ts';
import type { Frame } from './frame.ts';
import type { StreamView } from './frame-window.ts';
import type { Gate } from './gate.ts';
import { positionOfId, type StreamPosition, streamStart } from './position.ts';
import { cursorAt, directly, readScript, type ScriptCursor, type ScriptParts } from './run-script.ts';
import { type FrameSource, SharedStream, type Watch } from './shared-stream.ts';

export interface RunStreamsParts extends ScriptParts {
  readonly history: Pick<History, 'run' | 'runEvents' | 'eventUpTo' | 'lastEvent'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly gate: Gate;
}

/** A watcher's stream of a run. */
export interface OpenedRun extends Watch {
  /** What the client has seen before is not known here: everything is told from the run's start. */
  readonly reset: boolean;
}

export interface RunStreams {
  /**
   * Watches a run from its start, or behind an id of its stream; null: the client has everything up to `end`. Throws
   * `unknown_run`, and `bad_request` for an id that is none.
   */
  open(runId: string, lastId: string | null): Promise<OpenedRun | null>;
  /** Something of this run has been committed, or more of its log is stored. */
  stir(runId: string, live?: LiveEvent): void;
  watching(): number;
}

type RunStream = SharedStream<Frame, ScriptCursor>;

const everything: StreamView<Frame> = { key: '', shows: () => true };

export function createRunStreams(parts: RunStreamsParts): RunStreams {
  const watched = new Map<string, Set<RunStream>>();
  const opening = new Map<string, Promise<RunStream>>();

  const make = async (runId: string, start: StreamPosition): Promise<RunStream> => {
    if ((await parts.history.run(runId)) === undefined) throw unknownRun(runId);
    const source: FrameSource<Frame, ScriptCursor> = {
      cursorAt: (position) => cursorAt(parts, runId, position),
      page: (cursor) => readScript(parts, runId, cursor),
      direct: directly,
      isOver: (cursor) => cursor.last === 'end',
    };
    const stream: RunStream = new SharedStream({
      source,
      start,
      cursor: await cursorAt(parts, runId, start),
      clock: parts.clock,
      logger: parts.logger,
      gate: parts.gate,
      onWatched: (yes) => {
        const streams = watched.get(runId) ?? new Set();
        if (yes) streams.add(stream);
        else streams.delete(stream);
        if (streams.size > 0) watched.set(runId, streams);
        else watched.delete(runId);
      },
    });
    return stream;
  };

  /** The stream that others watch already, else a new one that begins here. */
  const streamOf = (runId: string, start: StreamPosition): Promise<RunStream> => {
    const [there] = watched.get(runId) ?? [];
    if (there !== undefined) return Promise.resolve(there);
    const known = opening.get(runId);
    if (known !== undefined) return known;
    const made = make(runId, start);
    opening.set(runId, made);
    void made.catch(() => undefined).finally(() => opening.delete(runId));
    return made;
  };

  return {
    open: async (runId, lastId) => {
      const place = lastId === null ? streamStart : await placeOf(parts, lastId);
      const from = place ?? streamStart;
      const stream = await streamOf(runId, from);
      if (stream.isOverAt(from)) return null;
      return { ...stream.watch(from, everything), reset: place === null };
    },
    stir: (runId, live) => {
      for (const stream of watched.get(runId) ?? []) stream.stir(live);
    },
    watching: () =>
      [...watched.values()].flatMap((streams) => [...streams]).reduce((sum, one) => sum + one.watchers, 0),
  };
}

/** The place that an id names; null: one beyond all that there is. */
async function placeOf(parts: RunStreamsParts, id: string): Promise<StreamPosition | null> {
  const position = positionOfId(id);
  if (position === null) {
    throw new DroverError('bad_request', said('not_event_id', { id: id.slice(0, 60) }), {
      details: { faults: [faultAt('?after', said('stream_event_id'))] },
    });
  }
  // Beyond: the store is an older copy, and what the client has seen is no part of it.
  const newest = (await parts.history.lastEvent())?.seq ?? 0;
  return position.seq > newest + 1 ? null : position;
}
