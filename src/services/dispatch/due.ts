/** What the timers do when a run's `wakeAt` has come: a due run or retry is placed, one past its deadline expires. */
import { businessKeyName } from '../../domain/limit-keys.ts';
import { place, settle } from './admission.ts';
import { endRun, expiredError } from './ending.ts';
import { blockUnderBusinessKey } from './submission.ts';
import type { DelayedRetry, Work } from './work.ts';

/** Most runs that one transaction looks for as due, and most retries that it is given. */
export const dueAtOnce = 256;

/**
 * Handles what is due; returns when to look next (ms since epoch), or null when nothing is due ever. `over`: at most
 * `dueAtOnce` retries whose delay is over by uptime, which may be due only later by a clock that was set back.
 */
export async function handleDue(work: Work, over: readonly DelayedRetry[] = []): Promise<number | null> {
  for (const { seq, attempt } of over) {
    const run = await work.run(seq);
    if (run?.state === 'retrying' && run.attempt === attempt) await place(work, run);
  }
  for (const row of await work.tx.due(work.now, dueAtOnce)) {
    const run = work.adopt(row);
    // An earlier one of this batch may have moved it.
    if (run.wakeAt === null || run.wakeAt > work.now) continue;
    const expired = run.attempt === 0 && run.expiresAt !== null && run.expiresAt <= work.now;
    if (run.state === 'scheduled') {
      if (expired) await endRun(work, run, 'expire', { error: expiredError() });
      else if (await waitsForBusinessKey(work, run.dedupeKey, run.flow, run.seq)) {
        await blockUnderBusinessKey(work, run, businessKeyName(run.flow, run.dedupeKey ?? ''));
      } else await place(work, run);
    } else if (run.state === 'retrying') {
      await place(work, run);
    } else if (expired) {
      await endRun(work, run, 'expire', { error: expiredError() });
    }
  }
  await settle(work);
  return work.tx.nextWakeAt();
}

/** Sets the due times of retries to the end of their delays, which are what is left of them, where the clock was set back. */
export async function bringRetriesForward(work: Work, retries: readonly DelayedRetry[]): Promise<void> {
  for (const { seq, attempt, delayMs } of retries) {
    const run = await work.run(seq);
    const at = work.now + delayMs;
    if (run?.state !== 'retrying' || run.attempt !== attempt || run.dueAt <= at) continue;
    await work.amend(run, { wakeAt: at, dueAt: at }, null);
  }
}

async function waitsForBusinessKey(
  work: Work,
  dedupeKey: string | null,
  flow: string,
  seq: number,
): Promise<boolean> {
  if (dedupeKey === null) return false;
  const at = await work.tx.businessKey(businessKeyName(flow, dedupeKey));
  return at !== undefined && at.waiter === seq;
}
