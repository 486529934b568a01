import type { MemoedFrame, OncedFrame } from '../contract/attempt-memory.ts';
import type { LogStream, NodeFrame, ProgressFrame, ResultFrame, StepFrame } from '../contract/link.ts';
import { maxLogChunkBytes } from '../contract/link.ts';
import type { ArtifactHadFrame } from '../contract/link-artifacts.ts';
import { ownWords } from '../contract/own-words.ts';
import { BriefMap } from '../domain/brief-map.ts';
import type { ArtifactOutcome, ArtifactSource } from '../ports/artifact-source.ts';
import type { AttemptMemory } from '../ports/attempt-memory.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Spool } from '../ports/spool.ts';
import { Uploads } from './artifacts/uploads.ts';
import { AttemptAsks } from './attempt-asks.ts';
import { AttemptLog, createLogBudget } from './attempt-log.ts';
import { packBatches } from './batch-packing.ts';
import { LogHold } from './log-hold.ts';
import { StepQueue } from './step-queue.ts';

/*
 * Everything that goes from attempts up to the server, in order of urgency: what the node says of itself, steps and
 * progress, results, logs and files (bulk, under the server's credit; files leave a quarter of it to logs).
 *
 * An attempt's result ends its log, so it waits for the log to be sent, but for lack of credit at most 2 s of a session;
 * what is then unsent is counted in one line. A result is in the spool before it is first sent, and is repeated on each new session,
 * and on the same one after 10 s, until the server acknowledges it, whatever its verdict.
 */

/** Lines, steps and progress are gathered this long. */
const gatherMs = 200;
/** How long a result waits for credit for its log. */
const logPatienceMs = 2_000;
const resendAfterMs = 10_000;
/** Bulk waits while the connection has this much unsent. */
const bufferedLimit = 1024 * 1024;
const bufferedRetryMs = 50;

/** One attempt's way up. */
export interface AttemptUplink {
  log(stream: LogStream, text: string): void;
  /** See `ExecutionEvents.logRoom`. */
  logRoom(): Promise<void> | null;
  step(step: Omit<StepFrame, 't' | 'run' | 'attempt' | 'at'>): void;
  progress(value: number, note: string | null): void;
  /** Brings a file up; resolves when it is stored or given up. */
  artifact(source: ArtifactSource): Promise<ArtifactOutcome>;
  /** What the attempt has the server remember. */
  readonly memory: AttemptMemory;
  /** The attempt is asked to end: its program is no longer held, so that it hears of it. */
  letGo(): void;
  /** The attempt has ended: keeps the result until it is acknowledged. Nothing is called on this afterwards. */
  end(result: ResultFrame): void;
  /** The attempt is no longer ours: nothing more of it is sent. */
  forget(): void;
}

export interface UplinkOptions {
  readonly clock: Clock;
  readonly spool: Spool;
  /** Sends a batch; called only between `connected` and `disconnected`. */
  readonly send: (frames: NodeFrame[]) => void;
  readonly buffered: () => number;
  /** Called at the start of each timer's handling; false = nothing may be sent. */
  readonly mayHandle: () => boolean;
}

export interface Uplink {
  open(run: string, attempt: number): AttemptUplink;
  /** Takes over a result of an earlier boot from the spool. */
  adopt(result: ResultFrame): void;
  /** A session is established: everything unacknowledged is sent (again). */
  connected(creditBytes: number): void;
  disconnected(): void;
  credited(bytes: number): void;
  /** The server has answered what an attempt asked it to remember. */
  answered(frame: MemoedFrame | OncedFrame): void;
  /** The server has said how much of a file it has. */
  artifactHad(frame: ArtifactHadFrame): void;
  /** The server has dealt with the result (or wants none of it): it is forgotten. */
  acknowledged(run: string, attempt: number): void;
  /** Queues a frame of the node itself. */
  say(frame: NodeFrame): void;
  /** Repeats results that have waited too long for their acknowledgement; called with each renewal. */
  repeatOverdue(): void;
  stop(): void;
}

interface Entry {
  readonly run: string;
  readonly attempt: number;
  readonly log: AttemptLog;
  readonly hold: LogHold;
  readonly steps: StepQueue;
  progress: ProgressFrame | null;
  readonly asks: AttemptAsks;
  result: ResultFrame | null;
  /** Uptime until which the result waits for its log. */
  waitUntil: number;
  /** Uptime at which the result was last sent in this session. */
  sentAt: number | null;
  /** Nothing more is taken: it has ended or is forgotten. */
  closed: boolean;
}

/** When the next flush is due; the smaller the sooner. */
const flushWhen = { soon: 0, gathered: 1, patienceEnds: 2 } as const;
type FlushWhen = (typeof flushWhen)[keyof typeof flushWhen];

/** An uplink of a node that is not connected yet. */
export function createUplink(options: UplinkOptions): Uplink {
  const { clock, spool } = options;
  const budget = createLogBudget();
  const entries = new BriefMap<string, Entry>();
  /** Log frames sent and not yet credited, oldest first: the server takes them in order. */
  let inFlight: { log: AttemptLog | null; upTo: number; cost: number }[] = [];
  /** Logs whose programs may be waiting for room. */
  const held = new Set<LogHold>();
  const uploads = new Uploads(clock, flushSoon);
  let own: NodeFrame[] = [];
  let online = false;
  let credit = 0;
  let window = 0;
  let creditSurplus = 0;
  let flushTimer: { readonly timer: Timer; readonly when: FlushWhen } | null = null;
  /** Rotates who is first among the running ones when credit is short. */
  let turn = 0;

  /** Sets the flush timer, unless one as urgent is set. Cheap: it is called for every line. */
  function flushIn(when: FlushWhen, delayMs: number): void {
    if (flushTimer !== null) {
      if (flushTimer.when <= when) return;
      flushTimer.timer.cancel();
    }
    const timer = clock.timer(delayMs, () => {
      flushTimer = null;
      if (options.mayHandle() && online) flush();
    });
    flushTimer = { timer, when };
  }

  function flushSoon(): void {
    flushIn(flushWhen.soon, 0);
  }

  function gather(): void {
    flushIn(flushWhen.gathered, gatherMs);
  }

  function flush(): void {
    const now = clock.uptimeMs();
    const control = own;
    own = [];
    const bulk: NodeFrame[] = [];
    const ended: Entry[] = [];
    const running: Entry[] = [];
    for (const entry of entries.values()) (entry.result === null ? running : ended).push(entry);
    for (const entry of [...running, ...ended]) takeNews(entry, control, now);
    let waitMs = Number.POSITIVE_INFINITY;

    // A result comes after its log, so those logs go with the results, before anybody else's.
    for (const entry of ended) {
      if (entry.result === null || entry.sentAt !== null) continue;
      const full = takeLogs([entry], control);
      if (entry.log.unsentBytes > 0) {
        if (now < entry.waitUntil) {
          if (full) flushIn(flushWhen.gathered, bufferedRetryMs);
          waitMs = Math.min(waitMs, entry.waitUntil - now);
          continue;
        }
        entry.log.abandonUnsent(clock.now());
        takeLog(entry, maxLogChunkBytes, control);
        entry.result = { ...entry.result, lines: entry.log.count };
      }
      entry.sentAt = now;
      control.push(entry.result);
    }
    if (waitMs < Number.POSITIVE_INFINITY) flushIn(flushWhen.patienceEnds, waitMs);
    turn += 1;
    const at = running.length === 0 ? 0 : turn % running.length;
    if (takeLogs([...running.slice(at), ...running.slice(0, at)], bulk) || takeFiles(bulk)) {
      flushIn(flushWhen.gathered, bufferedRetryMs);
    }
    for (const batch of packBatches([...control, ...bulk])) options.send(batch);
  }

  /** Pieces of files while there is more credit than logs may soon need. True when it is the connection that is full. */
  function takeFiles(into: NodeFrame[]): boolean {
    for (let bytes = options.buffered(); ; ) {
      if (bytes > bufferedLimit) return true;
      const piece = uploads.take(credit - window / 4);
      if (piece === null) return false;
      const cost = piece.data.length;
      bytes += cost;
      credit -= cost;
      inFlight.push({ log: null, upTo: 0, cost });
      into.push(piece);
    }
  }

  /** What must be answered first, then steps, then how far it is. */
  function takeNews(entry: Entry, into: NodeFrame[], now: number): void {
    if (!entry.closed) entry.asks.take(now, into);
    for (const step of entry.steps.take()) into.push(step);
    if (entry.progress !== null) into.push(entry.progress);
    entry.progress = null;
  }

  /** One chunk from each in turn while credit lasts. True when it is the connection that is full. */
  function takeLogs(from: Entry[], into: NodeFrame[]): boolean {
    let waiting = from.filter((entry) => entry.log.unsentBytes > 0);
    let bytes = options.buffered();
    while (waiting.length > 0 && credit > 0) {
      const next: Entry[] = [];
      for (const entry of waiting) {
        if (bytes > bufferedLimit) return true;
        const cost = takeLog(entry, Math.min(maxLogChunkBytes, credit), into);
        bytes += cost ?? 0;
        if (cost !== null && entry.log.unsentBytes > 0) next.push(entry);
      }
      waiting = next;
    }
    return false;
  }

  function takeLog(entry: Entry, maxBytes: number, into: NodeFrame[]): number | null {
    const chunk = entry.log.take(maxBytes);
    if (chunk === null) return null;
    credit -= chunk.cost;
    inFlight.push({ log: entry.log, upTo: chunk.from + chunk.lines.length, cost: chunk.cost });
    into.push({ t: 'log', run: entry.run, attempt: entry.attempt, from: chunk.from, lines: chunk.lines });
    return chunk.cost;
  }

  function forget(key: string): void {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entry.closed = true;
    entry.hold.end();
    entry.log.close();
    uploads.forget(entry.run, entry.attempt);
    entries.delete(key);
    lookAtHeld();
  }

  function lookAtHeld(): void {
    for (const hold of held) if (!hold.look()) held.delete(hold);
  }

  function roomOf({ hold }: Entry): Promise<void> | null {
    const room = hold.room();
    if (room !== null) held.add(hold);
    return room;
  }

  function add(run: string, attempt: number): Entry {
    const log = new AttemptLog(budget);
    const entry: Entry = {
      run,
      attempt,
      log,
      hold: new LogHold(clock, log),
      steps: new StepQueue((step) => ({ t: 'step', run, attempt, ...step, at: clock.now() })),
      progress: null,
      asks: new AttemptAsks(run, attempt, flushSoon),
      result: null,
      waitUntil: 0,
      sentAt: null,
      closed: false,
    };
    entries.set(keyOf(run, attempt), entry);
    return entry;
  }

  function open(run: string, attempt: number): AttemptUplink {
    const entry = add(run, attempt);
    return {
      log: (stream, text) => {
        if (entry.closed) return;
        entry.log.append([clock.now(), stream, text]);
        if (credit > 0 && entry.log.unsentBytes >= maxLogChunkBytes) flushSoon();
        else gather();
      },
      logRoom: () => roomOf(entry),
      step: (step) => {
        if (entry.closed) return;
        entry.steps.add(step);
        gather();
      },
      progress: (value, note) => {
        if (entry.closed) return;
        entry.progress = { t: 'progress', run, attempt, value, note, at: clock.now() };
        gather();
      },
      artifact: (source) => {
        if (!entry.closed) return uploads.add(run, attempt, source);
        return source.close().then(() => ({ stored: false, reason: 'its attempt is over' }));
      },
      end: (result) => {
        const { leftOut } = entry.steps;
        if (leftOut > 0) entry.log.append([clock.now(), 'sys', ownWords('steps_left_out', { n: leftOut })]);
        entry.log.end();
        entry.hold.end();
        entry.closed = true;
        entry.result = { ...result, lines: entry.log.count };
        entry.waitUntil = clock.uptimeMs() + logPatienceMs;
        spool.add(entry.result);
        flushSoon();
      },
      memory: entry.asks,
      letGo: () => entry.hold.end(),
      forget: () => forget(keyOf(run, attempt)),
    };
  }

  return {
    open,
    adopt: (result) => {
      const entry = add(result.run, result.attempt);
      entry.result = result;
      entry.closed = true;
    },
    connected: (creditBytes) => {
      online = true;
      credit = creditBytes;
      window = creditBytes;
      creditSurplus = 0;
      inFlight = [];
      const now = clock.uptimeMs();
      for (const entry of entries.values()) {
        entry.log.rewind();
        entry.sentAt = null;
        // Many that ended while nobody was there need more than one window of credit.
        entry.waitUntil = now + logPatienceMs;
        entry.asks.rewind(Number.POSITIVE_INFINITY);
      }
      uploads.rewind();
      flushSoon();
    },
    disconnected: () => {
      online = false;
      // What the node says of itself is in the next hello.
      own = [];
    },
    credited: (bytes) => {
      credit = Math.min(window, credit + bytes);
      creditSurplus += bytes;
      for (let first = inFlight[0]; first !== undefined && first.cost <= creditSurplus; first = inFlight[0]) {
        creditSurplus -= first.cost;
        first.log?.taken(first.upTo);
        inFlight.shift();
      }
      if (inFlight.length === 0) creditSurplus = 0;
      lookAtHeld();
      flushSoon();
    },
    answered: (frame) => entries.get(keyOf(frame.run, frame.attempt))?.asks.answered(frame),
    acknowledged: (run, attempt) => {
      spool.remove(run, attempt);
      forget(keyOf(run, attempt));
    },
    say: (frame) => {
      own.push(frame);
      flushSoon();
    },
    repeatOverdue: () => {
      const now = clock.uptimeMs();
      for (const entry of entries.values()) {
        if (entry.sentAt !== null && now - entry.sentAt >= resendAfterMs) {
          entry.sentAt = null;
          flushSoon();
        }
        if (entry.asks.rewind(now - resendAfterMs)) flushSoon();
      }
      uploads.repeatOverdue();
    },
    stop: () => flushTimer?.timer.cancel(),
    artifactHad: (frame) => uploads.had(frame),
  };
}

function keyOf(run: string, attempt: number): string {
  return `${run}#${attempt}`;
}
