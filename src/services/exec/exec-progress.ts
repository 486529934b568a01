/**
 * What happens to an exec, as named events with ids, and its result at the end: the stream of its run in the exec API's
 * words. Ids are `RUN:PLACE` with the place in the run's stream, `RUN:end` the result's, so that a caller goes on behind
 * the last one that it saw. The result follows the run's end, or the deadline, whichever is first.
 */
import type { Run } from '../../contract/run.ts';
import { execFrameOf } from '../../domain/exec-outcome.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RunStreams } from '../streams/run-streams.ts';
import type { Exec, OpenedExec } from './exec.ts';

/** Where a caller goes on. */
export interface ExecPlace {
  readonly runId: string;
  /** In the run's stream; null: the result has been seen. */
  readonly after: string | null;
}

export interface ExecProgress {
  /** Pieces of whole events from the start or behind a place, to the result; they end early when `signal` is aborted. */
  open(exec: OpenedExec, after: string | null): Promise<ExecPieces>;
}
export type ExecPieces = (signal: AbortSignal) => AsyncGenerator<string, void, undefined>;

export interface ExecProgressParts {
  readonly exec: Pick<Exec, 'lastCall' | 'atDeadline'>;
  readonly streams: Pick<RunStreams, 'open'>;
  readonly clock: Clock;
}

/** The place that an id of these streams names; null: it is none of ours. */
export function execPlaceOf(id: string): ExecPlace | null {
  const [, runId, place] = /^([\w.:-]{1,128}):(end|\d{1,15}(?:\.\d{1,15})?)$/.exec(id) ?? [];
  if (runId === undefined || place === undefined) return null;
  return { runId, after: place === 'end' ? null : place };
}

export function createExecProgress(parts: ExecProgressParts): ExecProgress {
  const { exec: service, streams, clock } = parts;
  return {
    open: async (exec, after) => {
      const watch = await streams.open(exec.runId, after);
      const result = (frame: string): string => `id: ${exec.runId}:end\r\ndata: ${frame}\r\n\r\n`;
      return async function* pieces(signal) {
        // The id of the run's own last event is not given here: nothing follows it.
        if (watch === null) return;
        const enough = new AbortController();
        const leftMs = Math.max(0, service.lastCall(exec) - clock.now());
        const timer = clock.timer(leftMs, () => enough.abort());
        try {
          for await (const chunk of watch.chunks(signal, enough.signal)) {
            let text = '';
            for (const frame of framesIn(chunk)) {
              if (frame.event === 'end') {
                yield text + result(resultOf(frame.data, exec, service.lastCall(exec)));
                return;
              }
              text += eventText(frame, exec);
            }
            if (text !== '') yield text;
          }
          if (enough.signal.aborted && !signal.aborted) yield result(await service.atDeadline(exec));
        } finally {
          timer.cancel();
        }
      };
    },
  };
}

interface OwnFrame {
  readonly id: string;
  readonly event: string;
  /** Compact JSON. */
  readonly data: string;
}

/** The frames of a piece of a run's stream: three lines each, as `sseText` writes them. */
function framesIn(chunk: Uint8Array): OwnFrame[] {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    .toString('utf8')
    .split('\n\n')
    .filter((text) => text !== '')
    .map((text) => {
      const [id = '', event = '', data = ''] = text.split('\n').map((line) => line.replace(/^\w+: /, ''));
      return { id, event, data };
    });
}

/** An event of a run in the exec API's words; empty: it has none for it. */
function eventText({ id, event, data }: OwnFrame, exec: OpenedExec): string {
  const told = (name: string, value: string): string =>
    `id: ${exec.runId}:${id}\r\nevent: ${name}\r\ndata: ${value}\r\n\r\n`;
  // Our own text: it is as contract/stream-events.ts says.
  const read = (): Readonly<Record<string, unknown>> => JSON.parse(data) as Record<string, unknown>;
  switch (event) {
    case 'step':
    case 'log':
      return told(event, data);
    case 'state': {
      const { from, to, at, attempt, ...more } = read();
      if (from === null)
        return told('created', JSON.stringify({ runId: exec.runId, sid: exec.sid, at, state: to }));
      const { code, error, blockedBy, reason } = more;
      return told('status', JSON.stringify({ state: to, at, attempt, code, error, blockedBy, reason }));
    }
    case 'progress': {
      const { at, attempt, note } = read();
      return told('status', JSON.stringify({ state: 'running', at, attempt, note }));
    }
    case 'cancel_requested': {
      const { at, attempt } = read();
      return told('status', JSON.stringify({ state: 'running', at, attempt, note: 'cancel requested' }));
    }
    default:
      return '';
  }
}

function resultOf(data: string, exec: OpenedExec, lastCall: number): string {
  // As above: the run as the API shows it.
  const { state, error, output, endedAt } = JSON.parse(data) as Run;
  const at = endedAt === null ? null : Date.parse(endedAt);
  return execFrameOf({ state, error, output, endedAt: at }, exec.sid, lastCall);
}
