import type { Clock, Timer } from '../../src/ports/clock.ts';

/*
 * A clock that moves only when told. One `VirtualClock` is the time of the whole simulated world; each simulated
 * process takes a view of its own from `process()`, which can be stopped (SIGSTOP), continued, killed (its timers never
 * fire again) and whose wall clock can jump alone.
 *
 * Three notions of time: `uptime` counts everything; `awake` does not count the machine's sleep, and timers run on it, as
 * those of an operating system do (so after a sleep they are late by its length); wall time is uptime plus an offset that
 * jumps.
 */

/** A simulated process's own view of the world's clock. */
export interface ProcessClock extends Clock {
  /** The process stops (SIGSTOP): timers that come due are held back until `resume`. */
  pause(): void;
  /** The process continues; what came due meanwhile fires, late and in order, with the next `advance` (also of 0). */
  resume(): void;
  /** The process is dead: none of its timers, nor any that it still sets, ever fires. */
  kill(): void;
  /** Moves this process's wall clock, ms, either way; uptime and timers do not notice. */
  jump(ms: number): void;
  /** A view within this one: it stops and dies with it, and can do both alone. */
  process(): ProcessClock;
}

export interface VirtualClock extends ProcessClock {
  /** Lets `ms` pass: fires due timers in order of time, then of setting, and lets promises settle after each. */
  advance(ms: number): Promise<void>;
  /**
   * Lets time pass until `condition` holds, looked at first and after each timer. False when it does not within `maxMs`
   * (which have passed then).
   */
  advanceUntil(condition: () => boolean, maxMs: number): Promise<boolean>;
  /** Lets `ms` pass while nothing runs (the processor was elsewhere): overdue timers fire late, at the next `advance`. */
  suspend(ms: number): void;
  /** The machine sleeps for `ms`: uptime and wall time count it, timers do not, so they all come late by `ms`. */
  sleep(ms: number): void;
  /** Lets promises settle; no time passes. */
  settle(): Promise<void>;
  /** Uptime at which the next timer is due, or null when none is set that can fire. */
  nextTimerAt(): number | null;
  /** Timers set and not yet fired, taken back or dead. */
  pending(): number;
}

export interface VirtualClockOptions {
  /** Wall time at the start, ms since epoch; default 2026-01-01T00:00:00Z. */
  readonly startAt?: number;
  /** Uptime at the start, ms; default 1,000,000. */
  readonly uptimeMs?: number;
  /**
   * Lets promises settle; default: one turn of the event loop, after which no promise job is left however long the chain.
   */
  readonly settle?: () => Promise<void>;
}

/** What a timer belongs to; `parent` stops and kills it too. */
interface Scope {
  readonly parent: Scope | null;
  paused: boolean;
  dead: boolean;
  wallOffset: number;
  /** Due timers held back while paused, in the order in which they came due. */
  held: VirtualTimer[];
}

interface VirtualTimer extends Timer {
  readonly at: number;
  readonly seq: number;
  readonly scope: Scope;
  fn: (() => void) | null;
}

const loopTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** A world clock at rest. */
export function createVirtualClock(options: VirtualClockOptions = {}): VirtualClock {
  const settle = options.settle ?? loopTurn;
  let awake = 0;
  let uptimeOffset = options.uptimeMs ?? 1_000_000;
  const wallStart = (options.startAt ?? Date.UTC(2026, 0, 1)) - uptimeOffset;
  const heap: VirtualTimer[] = [];
  let seq = 0;
  let live = 0;
  const root: Scope = { parent: null, paused: false, dead: false, wallOffset: 0, held: [] };
  const uptime = (): number => awake + uptimeOffset;

  function timerIn(scope: Scope, delayMs: number, fn: () => void): Timer {
    seq += 1;
    const timer: VirtualTimer = {
      at: awake + Math.max(0, Number.isFinite(delayMs) ? delayMs : 0),
      seq,
      scope,
      fn,
      cancel: () => {
        if (timer.fn !== null) live -= 1;
        timer.fn = null;
      },
    };
    live += 1;
    if (heap.length > 4096 && heap.length > 4 * live) dropDead(heap);
    push(heap, timer);
    return timer;
  }

  /** The timer that fires next within `until`, taken out of the heap; those of stopped processes are set aside. */
  function takeDue(until: number): VirtualTimer | null {
    for (let timer = heap[0]; timer !== undefined && timer.at <= until; timer = heap[0]) {
      pop(heap);
      if (timer.fn === null) continue;
      const holder = pausedScope(timer.scope);
      if (isDead(timer.scope)) timer.cancel();
      else if (holder !== null) holder.held.push(timer);
      else return timer;
    }
    return null;
  }

  async function advanceWhile(wanted: () => boolean, ms: number): Promise<boolean> {
    const end = awake + ms;
    await settle();
    for (;;) {
      if (!wanted()) return true;
      const timer = takeDue(end);
      if (timer === null) break;
      awake = Math.max(awake, timer.at);
      const fn = timer.fn;
      timer.cancel();
      fn?.();
      await settle();
    }
    awake = Math.max(awake, end);
    return false;
  }

  function view(scope: Scope): ProcessClock {
    return {
      now: () => Math.round(wallStart + uptime() + wallOffset(scope)),
      uptimeMs: uptime,
      timer: (delayMs, fn) => timerIn(scope, delayMs, fn),
      pause: () => {
        scope.paused = true;
      },
      resume: () => {
        scope.paused = false;
        for (const timer of scope.held.splice(0)) push(heap, timer);
      },
      kill: () => {
        scope.dead = true;
        for (const timer of scope.held.splice(0)) timer.cancel();
        for (const timer of heap) if (isDead(timer.scope)) timer.cancel();
      },
      jump: (ms) => {
        scope.wallOffset += ms;
      },
      process: () => view({ parent: scope, paused: false, dead: false, wallOffset: 0, held: [] }),
    };
  }

  return {
    ...view(root),
    advance: async (ms) => {
      await advanceWhile(() => true, ms);
    },
    advanceUntil: async (condition, maxMs) => (await advanceWhile(() => !condition(), maxMs)) || condition(),
    suspend: (ms) => {
      awake += ms;
    },
    sleep: (ms) => {
      uptimeOffset += ms;
    },
    settle,
    nextTimerAt: () => {
      let next: number | null = null;
      for (const timer of heap) {
        if (timer.fn === null || isDead(timer.scope) || pausedScope(timer.scope) !== null) continue;
        if (next === null || timer.at < next) next = timer.at;
      }
      return next === null ? null : next + uptimeOffset;
    },
    pending: () => live,
  };
}

function isDead(scope: Scope | null): boolean {
  for (let at = scope; at !== null; at = at.parent) if (at.dead) return true;
  return false;
}

/** The outermost stopped scope, whose `resume` releases the timer (to a stopped inner one, if need be). */
function pausedScope(scope: Scope): Scope | null {
  let found: Scope | null = null;
  for (let at: Scope | null = scope; at !== null; at = at.parent) if (at.paused) found = at;
  return found;
}

function wallOffset(scope: Scope): number {
  let sum = 0;
  for (let at: Scope | null = scope; at !== null; at = at.parent) sum += at.wallOffset;
  return sum;
}

/** Heap order: time, then order of setting. */
function before(a: VirtualTimer, b: VirtualTimer): boolean {
  return a.at < b.at || (a.at === b.at && a.seq < b.seq);
}

function push(heap: VirtualTimer[], timer: VirtualTimer): void {
  let index = heap.length;
  heap.push(timer);
  while (index > 0) {
    const up = (index - 1) >> 1;
    const parent = heap[up];
    if (parent === undefined || before(parent, timer)) break;
    heap[index] = parent;
    index = up;
  }
  heap[index] = timer;
}

/** Forgets timers that were taken back; a sorted list is a heap. */
function dropDead(heap: VirtualTimer[]): void {
  const alive = heap.filter((timer) => timer.fn !== null).sort((a, b) => (before(a, b) ? -1 : 1));
  heap.length = 0;
  for (const timer of alive) heap.push(timer);
}

/** Removes the first. */
function pop(heap: VirtualTimer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = heap[2 * index + 1];
    const right = heap[2 * index + 2];
    if (left === undefined) break;
    const useRight = right !== undefined && before(right, left);
    const child = useRight ? right : left;
    if (before(last, child)) break;
    heap[index] = child;
    index = 2 * index + (useRight ? 2 : 1);
  }
  heap[index] = last;
}
