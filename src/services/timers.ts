/**
 * The one due-time mechanism: a single timer for the nearest `wakeAt` of all runs. At rest it asks the store nothing;
 * it wakes at least every 30 s only to compare the wall clock, which may have jumped, with what it already knows.
 */
import type { Clock, Timer } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Dispatcher } from './dispatch/dispatcher.ts';
import { handleDue } from './dispatch/due.ts';

const longestSleepMs = 30_000;
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

  const arm = (delayMs: number): void => {
    timer?.cancel();
    timer = stopped ? null : clock.timer(Math.min(Math.max(0, delayMs), longestSleepMs), check);
  };

  const check = (): void => {
    if (stopped || working) return;
    if (next === null) return;
    const now = clock.now();
    if (next > now) arm(next - now);
    else void work();
  };

  const work = async (): Promise<void> => {
    working = true;
    next = null;
    try {
      const found = await dispatcher.command(handleDue);
      if (found !== null) notice(found);
      backOffMs = firstBackOffMs;
    } catch (error) {
      logger.error({ error, retryInMs: backOffMs }, 'due runs could not be handled; trying again');
      next = clock.now();
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

  dispatcher.listen({ wakeAt: notice });
  return {
    start: work,
    stop: () => {
      stopped = true;
      timer?.cancel();
    },
  };
}
