/** Reads logs of attempts in pieces, so that a log of any size costs the same memory; follows them until the run ends. */
import { isFinal } from '../../contract/run-states.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { History } from '../../ports/history.ts';
import type { LiveBus } from '../../ports/live-bus.ts';
import type { RunLogs } from '../run-logs.ts';
import { LogText, wholeLines } from './log-text.ts';
import { unknownRun } from './unknown-run.ts';

/** Bytes read at once; the longest stored line is shorter. */
const pieceBytes = 256 * 1024;
/** Whoever follows looks again after this long without a hint, ms: the live bus may lose one. */
const lookAgainMs = 30_000;

export type LogFormat = 'text' | 'ndjson';

export interface LogReaderParts {
  readonly history: History;
  readonly logs: RunLogs;
  readonly liveBus: LiveBus;
  readonly clock: Clock;
  /** IANA zone of the times in text. */
  readonly timezone: string;
}

/** An attempt's log that is there to be read. */
export interface LogHandle {
  readonly runId: string;
  /** 0 when the run has not started yet: then there is nothing to read. */
  readonly attempt: number;
  /** Bytes stored. */
  readonly size: number;
}

export interface LogReader {
  /** Throws `unknown_run`, or `not_found` for an attempt that there has not been. */
  open(runId: string, attempt: number | null): Promise<LogHandle>;
  /** The bytes `[from, to)` of what is stored, as they are. */
  raw(log: LogHandle, from: number, to: number): AsyncGenerator<Uint8Array>;
  /** The whole log as text. */
  text(log: LogHandle): AsyncGenerator<string>;
  /**
   * The log from its start and then what comes, until the run has ended (with `onlyThis`, the attempt) or `signal` is
   * aborted; begins `from` bytes behind the start. Reads only as fast as it is asked, and keeps nothing meanwhile.
   */
  follow(
    log: LogHandle,
    format: LogFormat,
    options: { readonly onlyThis: boolean; readonly from: number },
    signal: AbortSignal,
  ): AsyncGenerator<string | Uint8Array>;
}

export function createLogReader(parts: LogReaderParts): LogReader {
  /** Whole lines from `from` on; empty at the end of what is stored. */
  const piece = async (runId: string, attempt: number, from: number): Promise<Uint8Array> => {
    for (let length = pieceBytes; ; length *= 2) {
      const bytes = await parts.logs.read(runId, attempt, from, from + length);
      const whole = wholeLines(bytes);
      if (whole > 0 || bytes.length < length) return bytes.subarray(0, whole);
    }
  };

  return {
    open: async (runId, attempt) => {
      const run = (await parts.history.run(runId))?.run;
      if (run === undefined) throw unknownRun(runId);
      if (attempt !== null && attempt > run.attempt) {
        throw new DroverError(
          'not_found',
          said('no_attempt', {
            id: runId,
            attempts: run.attempt === 1 ? said('one_attempt') : said('some_attempts', { count: run.attempt }),
            attempt,
          }),
        );
      }
      const chosen = attempt ?? run.attempt;
      return { runId, attempt: chosen, size: chosen === 0 ? 0 : await parts.logs.size(runId, chosen) };
    },

    async *raw(log, from, to) {
      for (let at = from; at < to; ) {
        const bytes = await parts.logs.read(log.runId, log.attempt, at, Math.min(to, at + pieceBytes));
        if (bytes.length === 0) return;
        at += bytes.length;
        yield bytes;
      }
    },

    async *text(log) {
      if (log.attempt === 0) return;
      const render = new LogText(parts.timezone);
      for (let at = 0; at < log.size; ) {
        const bytes = await piece(log.runId, log.attempt, at);
        if (bytes.length === 0) return;
        at += bytes.length;
        yield render.render(bytes);
      }
    },

    async *follow(log, format, { onlyThis, from }, signal) {
      const render = new LogText(parts.timezone);
      const watch = new Watch(parts, log.runId, signal);
      let attempt = log.attempt;
      let at = from;
      try {
        while (!signal.aborted) {
          // Looked at before reading: what is stored by then is all of it once the attempt has ended.
          const run = (await parts.history.run(log.runId))?.run;
          const ended = run === undefined || isFinal(run.state);
          const newest = run?.attempt ?? attempt;
          const over = ended || (onlyThis && (newest > attempt || run.state !== 'running'));
          for (;;) {
            const bytes = attempt === 0 ? new Uint8Array() : await piece(log.runId, attempt, at);
            if (bytes.length === 0) break;
            at += bytes.length;
            yield format === 'text' ? render.render(bytes) : bytes;
            if (signal.aborted) return;
          }
          if (!onlyThis && newest > attempt) {
            attempt += 1;
            at = 0;
            continue;
          }
          if (over) return;
          await watch.next();
        }
      } finally {
        watch.stop();
      }
    },
  };
}

/** Wakes whoever waits when something of the run may have changed. Keeps one bit, however much happens. */
class Watch {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #unsubscribe: () => void;
  #stirred = false;
  #wake: (() => void) | null = null;
  #timer: Timer | null = null;

  constructor(parts: Pick<LogReaderParts, 'liveBus' | 'clock'>, runId: string, signal: AbortSignal) {
    this.#clock = parts.clock;
    this.#signal = signal;
    this.#unsubscribe = parts.liveBus.subscribe((message) => {
      if ('runId' in message && message.runId === runId) this.#stir();
    });
    signal.addEventListener('abort', this.#stir);
  }

  readonly #stir = (): void => {
    this.#stirred = true;
    this.#wake?.();
  };

  async next(): Promise<void> {
    if (!this.#stirred && !this.#signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#timer = this.#clock.timer(lookAgainMs, resolve);
      });
      this.#timer?.cancel();
      this.#wake = null;
    }
    this.#stirred = false;
  }

  stop(): void {
    this.#unsubscribe();
    this.#signal.removeEventListener('abort', this.#stir);
    this.#timer?.cancel();
  }
}
