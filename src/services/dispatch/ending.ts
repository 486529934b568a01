/** What is the same for every end of a run: room and business key given back, dead letter, the next one in line. */
import { ownWords } from '../../contract/own-words.ts';
import type { RunError } from '../../contract/run-error.ts';
import { normalizedCause } from '../../domain/error-cause.ts';
import { businessKeyName } from '../../domain/limit-keys.ts';
import type { RunPatch, RunRecord } from '../../domain/run-record.ts';
import { place } from './admission.ts';
import type { Work } from './work.ts';

type EndName = 'succeed' | 'fail' | 'cancel' | 'expire';

/** Ends a run: the transition, its room, its business key and, when it failed or expired, its dead letter. */
export async function endRun(
  work: Work,
  run: RunRecord,
  name: EndName,
  patch: RunPatch,
  reason?: string,
): Promise<void> {
  const cleared: RunPatch = {
    // The clock may have been set back meanwhile.
    endedAt: Math.max(work.now, run.startedAt ?? work.now),
    wakeAt: null,
    blockedBy: null,
    blockedAt: null,
    node: null,
    wakeUpPending: false,
  };
  await work.transition(run, name, { ...patch, ...cleared }, reason === undefined ? {} : { reason });
  for (const key of await work.tx.releaseAll(run.seq)) work.freed.add(key);
  if (run.source === 'exec') await work.tx.eraseExecToken(run.seq);
  if (name === 'fail' || name === 'expire')
    await work.tx.insertDeadLetter(run.seq, work.now, normalizedCause(run.error));
  if (run.dedupeKey !== null) await leaveBusinessKey(work, run, businessKeyName(run.flow, run.dedupeKey));
}

async function leaveBusinessKey(work: Work, run: RunRecord, name: string): Promise<void> {
  const at = await work.tx.businessKey(name);
  if (at === undefined) return;
  if (at.waiter === run.seq) {
    await work.tx.setBusinessKey(name, at.holder, null);
    await dropKey(work, name);
    return;
  }
  if (at.holder !== run.seq) return;
  if (at.waiter === null) {
    await work.tx.deleteBusinessKey(name);
    return;
  }
  await work.tx.setBusinessKey(name, at.waiter, null);
  const next = await work.run(at.waiter);
  if (next?.state === 'blocked') await place(work, next);
  await dropKey(work, name);
}

/** The limit key under which a waiter stood has no use once nobody does. */
async function dropKey(work: Work, name: string): Promise<void> {
  const key = await work.tx.key(name);
  if (key !== undefined) await work.tx.deleteKey(key.id);
}

/** The error of a run that never started before its deadline. */
export function expiredError(): RunError {
  return { type: 'EXPIRED', message: ownWords('not_started_in_time') };
}
