import { maxErrorMessage } from '../contract/error-types.ts';
import type { AttemptRef, HeldAttempt, ResultFrame, StartFrame } from '../contract/link.ts';
import { ownWords } from '../contract/own-words.ts';
import { statusCodes } from '../contract/run-states.ts';
import { BriefMap } from '../domain/brief-map.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Execution, ExecutionResult, Executor, StopReason } from '../ports/executor.ts';
import type { Logger } from '../ports/logger.ts';
import type { Offers } from './offers.ts';
import type { AttemptUplink, Uplink } from './uplink.ts';

/*
 * The attempts that this node holds, from their start frame until the server has dealt with their result.
 *
 *   waiting  until what was killed here of the same run or shop is gone
 *   running  its execution is under way
 *   dying    killed; no longer ours (the result is never sent), but something of it may still be alive
 *   ended    its result is in the spool and waits for the server's acknowledgement
 *
 * Invariants: nothing of an attempt is alive when its result leaves; an attempt number of a run is executed at most once
 * per boot, however often its start arrives.
 */

/** Longest delay given to one timer (24 days is the most that systems take). */
const longestTimerMs = 20 * 24 * 3600 * 1000;
/** At least this many runs are remembered against a start that arrives twice, at most twice as many. */
const rememberedRuns = 20_000;

type AttemptState = 'waiting' | 'running' | 'dying' | 'ended';

interface Held {
  readonly run: string;
  readonly attempt: number;
  /** `platform:shop`; null without a shop or for results of an earlier boot. */
  readonly shop: string | null;
  /** Whose slot it takes. */
  readonly pool: string;
  state: AttemptState;
  execution: Execution | null;
  uplink: AttemptUplink | null;
  timer: Timer | null;
  /** True when the server still counts on it: its lease was lost here, so it is listed until it is gone. */
  listed: boolean;
  startedAt: number;
  startedAtUptime: number;
}

/** What happens to attempts, for whoever watches the node. */
export type AttemptEvent =
  | {
      readonly kind: 'started' | 'killed' | 'gone' | 'acknowledged';
      readonly run: string;
      readonly attempt: number;
    }
  | {
      readonly kind: 'ended';
      readonly run: string;
      readonly attempt: number;
      readonly outcome: ResultFrame['outcome'];
    };

export interface AttemptsOptions {
  readonly clock: Clock;
  readonly uplink: Uplink;
  readonly offers: Pick<Offers, 'slotsOf' | 'share' | 'executorOf'>;
  /** Called at the start of each handling (see link-session, `checkLease`). */
  readonly mayHandle: () => boolean;
  readonly onEvent: (event: AttemptEvent) => void;
  readonly logger: Pick<Logger, 'error'>;
}

export interface Attempts {
  /** Takes over a result of an earlier boot. */
  adopt(result: ResultFrame): void;
  /** Handles a start; with `stopping` it ends at once as `stopped`. */
  start(frame: StartFrame, stopping: boolean): void;
  cancel(ref: AttemptRef): void;
  /** Kills it without a result, or forgets its result: the server says that it is not ours. */
  kill(ref: AttemptRef): void;
  /** Kills everything that runs; nothing of it is reported. `listed`: the server does not know yet. */
  killAll(listed: boolean): void;
  /** Asks everything that runs to end in order. */
  stopAll(reason: StopReason): void;
  acknowledged(ref: AttemptRef): void;
  held(): HeldAttempt[];
  /** Waiting and running ones; killed ones that may still live; results that wait for acknowledgement. */
  counts(): { readonly running: number; readonly dying: number; readonly ended: number };
  /** Killed ones that the server still counts on and that may still live. */
  listedDying(): number;
}

/** An empty table. */
export function createAttempts(options: AttemptsOptions): Attempts {
  const { clock, offers, uplink } = options;
  const table = new BriefMap<string, Held>();
  /** How many of the table are in each state: asked at each start. */
  const inState: Record<AttemptState, number> = { waiting: 0, running: 0, dying: 0, ended: 0 };
  /** Those that wait or run, by pool. */
  const inPool = new Map<string, number>();
  /**
   * Highest attempt seen of a run, so that a repeated start is known as such. In two generations: the older one is
   * forgotten as a whole.
   */
  let seen = new Map<string, number>();
  let seenBefore = new Map<string, number>();

  function lastSeen(run: string): number {
    return seen.get(run) ?? seenBefore.get(run) ?? 0;
  }

  function remember(run: string, attempt: number): void {
    seen.set(run, attempt);
    if (seen.size < rememberedRuns) return;
    seenBefore = seen;
    seen = new Map();
    for (const held of table.values()) seen.set(held.run, lastSeen(held.run));
  }

  function count(held: Held, change: 1 | -1): void {
    inState[held.state] += change;
    if (held.state === 'waiting' || held.state === 'running')
      inPool.set(held.pool, (inPool.get(held.pool) ?? 0) + change);
  }

  function hold(held: Held): void {
    table.set(keyOf(held), held);
    count(held, 1);
  }

  function release(held: Held): void {
    if (table.delete(keyOf(held))) count(held, -1);
  }

  function become(held: Held, state: AttemptState): void {
    count(held, -1);
    held.state = state;
    count(held, 1);
  }

  function start(frame: StartFrame, stopping: boolean): void {
    const last = lastSeen(frame.run);
    if (frame.attempt <= last) return;
    remember(frame.run, frame.attempt);
    // A newer attempt means that the server has given up on older ones; all runs of the table are remembered.
    if (last > 0) for (const older of table.values()) if (older.run === frame.run) kill(older);
    const pool = frame.pool ?? 'default';
    const busy = busyOf(pool);
    const slots = offers.slotsOf(pool);
    const held: Held = {
      run: frame.run,
      attempt: frame.attempt,
      pool,
      shop: frame.shopId === null ? null : `${frame.platform ?? ''}:${frame.shopId}`,
      state: 'waiting',
      execution: null,
      uplink: uplink.open(frame.run, frame.attempt),
      timer: null,
      listed: false,
      startedAt: clock.now(),
      startedAtUptime: clock.uptimeMs(),
    };
    hold(held);
    const executor = offers.executorOf(frame.flow);
    if (stopping) end(held, nothingRan('stopped', null, null));
    else if (executor === undefined) {
      const message = ownWords('not_offered', { flow: frame.flow });
      end(held, nothingRan('refused', statusCodes.configuration, { type: 'CONFIG', message }));
    } else if (busy >= slots) {
      const message = ownWords('slots_taken', { slots });
      end(held, nothingRan('refused', statusCodes.resources, { type: 'RESOURCES', message }));
    } else {
      armTimeout(held, frame.timeoutSeconds * 1000);
      launch(held, frame, executor);
    }
  }

  /** Starts the program once nothing that was killed here of the same run or shop can be alive. */
  function launch(held: Held, frame: StartFrame, executor: Executor): void {
    if (held.state !== 'waiting') return;
    const inTheWay = dyingBefore(held);
    if (inTheWay !== undefined) {
      void inTheWay.execution?.done.then(() => {
        if (options.mayHandle()) launch(held, frame, executor);
      });
      return;
    }
    const way = held.uplink;
    // Only an adopted result has none, and that is not waiting.
    if (way === null) return;
    become(held, 'running');
    held.execution = unfailing(executor.start(frame, way, way.memory), held);
    options.onEvent({ kind: 'started', run: held.run, attempt: held.attempt });
    void held.execution.done.then((result) => {
      // A lost lease turns it into a dying one first.
      options.mayHandle();
      if (held.state === 'running') end(held, result);
      else if (held.state === 'dying') remove(held);
    });
  }

  /** The same execution, whose `done` ends as failed should it reject: what it started is killed once more first. */
  function unfailing(execution: Execution, { run, attempt }: Held): Execution {
    const done = execution.done.catch((error: unknown): ExecutionResult => {
      options.logger.error({ run, attempt, error }, 'an execution failed within the node');
      execution.kill();
      const message = ownWords('node_failed', { reason: String(error) }).slice(0, maxErrorMessage);
      return nothingRan('failed', statusCodes.failed, { type: 'NODE', message });
    });
    return { done, stop: (reason) => execution.stop(reason), kill: () => execution.kill() };
  }

  /** One that may still be alive, of the same run or shop. */
  function dyingBefore(held: Held): Held | undefined {
    if (inState.dying === 0) return undefined;
    return [...table.values()].find(
      (other) =>
        other.state === 'dying' &&
        (other.run === held.run || (held.shop !== null && other.shop === held.shop)),
    );
  }

  function armTimeout(held: Held, leftMs: number): void {
    held.timer = clock.timer(Math.min(leftMs, longestTimerMs), () => {
      if (!options.mayHandle()) return;
      if (leftMs > longestTimerMs) armTimeout(held, leftMs - longestTimerMs);
      else stop(held, 'timeout');
    });
  }

  function stop(held: Held, reason: StopReason): void {
    if (held.state === 'running') {
      held.uplink?.letGo();
      held.execution?.stop(reason);
    }
    if (held.state !== 'waiting') return;
    const error = { type: 'TIMEOUT', message: ownWords('timed_out_before') } as const;
    if (reason === 'timeout') end(held, nothingRan('timeout', statusCodes.timedOut, error));
    else end(held, nothingRan(reason === 'cancel' ? 'cancelled' : 'stopped', null, null));
  }

  function end(held: Held, result: ExecutionResult): void {
    held.timer?.cancel();
    become(held, 'ended');
    held.execution = null;
    const durationMs = Math.max(0, Math.round(clock.uptimeMs() - held.startedAtUptime));
    held.uplink?.end({
      t: 'result',
      run: held.run,
      attempt: held.attempt,
      ...result,
      startedAt: held.startedAt,
      // By uptime: a wall clock that was set back must not end it before its start.
      endedAt: held.startedAt + durationMs,
    });
    options.onEvent({ kind: 'ended', run: held.run, attempt: held.attempt, outcome: result.outcome });
  }

  function kill(held: Held): void {
    switch (held.state) {
      case 'dying':
        return;
      case 'running':
        become(held, 'dying');
        held.timer?.cancel();
        held.uplink?.forget();
        options.onEvent({ kind: 'killed', run: held.run, attempt: held.attempt });
        held.execution?.kill();
        return;
      case 'waiting':
        held.timer?.cancel();
        held.uplink?.forget();
        become(held, 'dying');
        remove(held);
        return;
      case 'ended':
        uplink.acknowledged(held.run, held.attempt);
        remove(held);
    }
  }

  function remove(held: Held): void {
    release(held);
    options.onEvent({ kind: 'gone', run: held.run, attempt: held.attempt });
  }

  function busyOf(pool: string): number {
    let busy = 0;
    for (const [other, count] of inPool) if (offers.share(other, pool)) busy += count;
    return busy;
  }

  function counts(): { running: number; dying: number; ended: number } {
    const { waiting, running, dying, ended } = inState;
    return { running: waiting + running, dying, ended };
  }

  return {
    adopt: (result) => {
      uplink.adopt(result);
      remember(result.run, result.attempt);
      hold({
        run: result.run,
        attempt: result.attempt,
        shop: null,
        pool: '',
        state: 'ended',
        execution: null,
        uplink: null,
        timer: null,
        listed: false,
        startedAt: result.startedAt,
        startedAtUptime: 0,
      });
    },
    start,
    cancel: (ref) => {
      const held = table.get(keyOf(ref));
      if (held !== undefined) stop(held, 'cancel');
    },
    kill: (ref) => {
      remember(ref.run, Math.max(ref.attempt, lastSeen(ref.run)));
      const held = table.get(keyOf(ref));
      if (held === undefined) return;
      held.listed = false;
      kill(held);
    },
    killAll: (listed) => {
      for (const held of [...table.values()]) {
        if (held.state === 'running') held.listed = listed;
        if (held.state === 'running' || held.state === 'waiting') kill(held);
      }
    },
    stopAll: (reason) => {
      for (const held of [...table.values()]) stop(held, reason);
    },
    acknowledged: (ref) => {
      const held = table.get(keyOf(ref));
      if (held?.state !== 'ended') return;
      uplink.acknowledged(ref.run, ref.attempt);
      release(held);
      options.onEvent({ kind: 'acknowledged', run: ref.run, attempt: ref.attempt });
    },
    held: () => {
      const list: HeldAttempt[] = [];
      for (const held of table.values()) {
        if (held.state !== 'dying' || held.listed) {
          list.push({ run: held.run, attempt: held.attempt, ended: held.state === 'ended' });
        }
      }
      return list;
    },
    counts,
    listedDying: () => [...table.values()].filter((held) => held.state === 'dying' && held.listed).length,
  };
}

function nothingRan(
  outcome: ExecutionResult['outcome'],
  code: number | null,
  error: ExecutionResult['error'],
): ExecutionResult {
  return { outcome, code, error, output: null };
}

function keyOf({ run, attempt }: AttemptRef): string {
  return `${run}#${attempt}`;
}
