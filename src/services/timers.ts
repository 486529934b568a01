/**
 * The one due-time mechanism: a single timer for the nearest `wakeAt` of all runs. At rest it asks the store nothing;
 * it wakes at least every 30 s only to compare the wall clock, which may have jumped, with what it already knows.
 * Delays of retries that began in this server's life are also measured by uptime: a clock set back makes none longer. Within
 * those 30 s their due times are set to when the delays will be over by the clock as it is now, so that what is shown holds.
 */
import { DueHeap } from '../domain/schedule/due-heap.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Dispatcher } from './dispatch/dispatcher.ts';
import { bringRetriesForward, dueAtOnce, handleDue } from './dispatch/due.ts';
import type { DelayedRetry } from './dispatch/work.ts';

const longestSleepMs = 30_000;
/** A clock that is behind by more than this, as against the uptime, has been set back, ms. */
const setBackMs = 1000;
const firstBackOffMs = 500;
const longestBackOffMs = 15_000;

export interface Timers {
  /** Looks once at what is due and goes on from there. */
  start(): Promise<void>;
  stop(): void;
}

export function createTimers(dispatcher: Dispatcher, clock: Clock, logger: Logger): Timers {
  let next: number | null = null;
  let timer: Timer | null = null;
  let working = false;
  let stopped = false;
  let backOffMs = firstBackOffMs;
  /** By the uptime at which their delay is over. */
  const retries = new DueHeap<DelayedRetry>();
  /** By run: the attempt that failed, and that uptime. */
  const delays = new Map<number, { readonly attempt: number; readonly until: number }>();
  /** Wall time at uptime 0, as it was at the last look. */
  let epoch = clock.now() - clock.uptimeMs();
  let setBack = false;
  /** Those whose delay is over, until they have been handled. */
  let over: DelayedRetry[] = [];

  const arm = (delayMs: number): void => {
    timer?.cancel();
    timer = stopped ? null : clock.timer(Math.min(Math.max(0, delayMs), longestSleepMs), check);
  };

  const check = (): void => {
    if (stopped || working) return;
    if (next === null) return;
    const uptime = clock.uptimeMs();
    while (over.length < dueAtOnce) {
      const due = retries.takeDue(uptime);
      if (due === undefined) break;
      over.push(due);
    }
    const now = clock.now();
    setBack = delays.size > 0 && (setBack || now - uptime < epoch - setBackMs);
    epoch = now - uptime;
    if (next > now && over.length === 0 && !setBack)
      arm(Math.min(next - now, (retries.soonest ?? Number.POSITIVE_INFINITY) - uptime));
    else void work();
  };

  const bringForward = async (): Promise<void> => {
    const all = [...delays];
    for (let at = 0; at < all.length; at += dueAtOnce)
      await dispatcher.command((command) => {
        const uptime = clock.uptimeMs();
        const some = all.slice(at, at + dueAtOnce);
        return bringRetriesForward(
          command,
          some.map(([seq, { attempt, until }]) => ({ seq, attempt, delayMs: Math.max(0, until - uptime) })),
        );
      });
    setBack = false;
  };

  const work = async (): Promise<void> => {
    working = true;
    next = null;
    const ripe = over;
    over = [];
    try {
      if (setBack) await bringForward();
      const found = await dispatcher.command((command) => handleDue(command, ripe));
      for (const { seq, attempt } of ripe) if (delays.get(seq)?.attempt === attempt) delays.delete(seq);
      if (found !== null) notice(found);
      backOffMs = firstBackOffMs;
    } catch (error) {
      logger.error({ error, retryInMs: backOffMs }, 'due runs could not be handled; trying again');
      next = clock.now();
      over = [...ripe, ...over];
      working = false;
      arm(backOffMs);
      backOffMs = Math.min(backOffMs * 2, longestBackOffMs);
      return;
    }
    working = false;
    check();
  };

  const notice = (at: number): void => {
    if (next !== null && next <= at) return;
    next = at;
    if (!working) arm(at - clock.now());
  };

  dispatcher.listen({
    wakeAt: notice,
    retry: (retry) => {
      const until = clock.uptimeMs() + retry.delayMs;
      retries.push(until, retry);
      delays.set(retry.seq, { attempt: retry.attempt, until });
    },
  });
  return {
    start: work,
    stop: () => {
      stopped = true;
      timer?.cancel();
    },
  };
}
