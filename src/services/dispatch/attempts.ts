/** Starting attempts and ending them. The attempt number is the fence: whatever does not agree with it is refused. */
import { statusCodes } from '../../contract/run-states.ts';
import { type AttemptEnd, decideAttemptEnd } from '../../domain/attempt-end.ts';
import type { RunPatch, RunRecord } from '../../domain/run-record.ts';
import { place, settle, shopKeyOf, withdraw } from './admission.ts';
import { endRun, expiredError } from './ending.ts';
import { fallbackRetry } from './flow-catalog.ts';
import { pauseShopOf } from './shop-pausing.ts';
import type { Work } from './work.ts';

/** A node asking for work: its key, the session that must still be its session, and the classes it can execute. */
export interface Claimant {
  readonly node: number;
  readonly session: string;
  readonly classKeys: readonly number[];
}

/**
 * Claims up to `count` of the best-ranked queued runs that the node can execute and starts an attempt of each. What is
 * queued but should not start (its shop was closed meanwhile, its deadline passed) makes that transition instead.
 */
export async function claim(work: Work, claimant: Claimant, count: number): Promise<RunRecord[]> {
  const started: RunRecord[] = [];
  const node = await work.tx.nodeSession(claimant.node);
  if (node === undefined || node.session !== claimant.session || node.draining || node.maintenance)
    return started;
  while (started.length < count) {
    const found = await work.tx.queued(claimant.classKeys, count - started.length);
    if (found.length === 0) break;
    for (const row of found) {
      const run = work.adopt(row);
      if (run.expiresAt !== null && run.attempt === 0 && run.expiresAt <= work.now) {
        await endRun(work, run, 'expire', { error: expiredError() });
        continue;
      }
      const shop = await shopKeyOf(work, run);
      if (shop !== null && shop.closed !== null) {
        await withdraw(work, run, shop, 'paused');
        continue;
      }
      await work.transition(run, 'start', {
        attempt: run.attempt + 1,
        node: claimant.node,
        startedAt: work.now,
        wakeAt: null,
        wakeUpPending: false,
      });
      started.push(run);
    }
    await settle(work);
  }
  return started;
}

export type EndVerdict = 'recorded' | 'repeated' | 'stale';

/** How one attempt ended, as a node tells it. */
export type ReportedEnd = AttemptEnd & { readonly run: string; readonly attempt: number };

/**
 * Records how attempts on that node ended, those of them that are the ones under way; gives their room back, decides
 * what follows for each, and settles the freed keys once for all.
 */
export async function endAttempts(
  work: Work,
  node: number,
  ends: readonly ReportedEnd[],
): Promise<EndVerdict[]> {
  const verdicts: EndVerdict[] = [];
  for (const end of ends) verdicts.push(await recordEnd(work, node, end));
  await settle(work);
  return verdicts;
}

async function recordEnd(work: Work, node: number, end: ReportedEnd): Promise<EndVerdict> {
  const run = await work.runById(end.run);
  if (run === undefined) return 'stale';
  if (run.state !== 'running' || run.attempt !== end.attempt || run.node !== node) {
    const known = await work.tx.attemptOutcome(run.seq, end.attempt);
    return known === undefined || known === 'lost' || known === 'withdrawn' ? 'stale' : 'repeated';
  }
  await endRunningAttempt(work, run, end);
  return 'recorded';
}

/** The same for one attempt. */
export async function endAttempt(
  work: Work,
  run: string,
  attempt: number,
  node: number,
  end: AttemptEnd,
): Promise<EndVerdict> {
  const [verdict] = await endAttempts(work, node, [{ ...end, run, attempt }]);
  return verdict ?? 'stale';
}

/** The same for a run that is known to be running; settling what it freed is the caller's. */
export async function endRunningAttempt(work: Work, run: RunRecord, end: AttemptEnd): Promise<void> {
  const policy = work.catalog.flow(run.flow)?.retry ?? fallbackRetry;
  const decision = decideAttemptEnd(run, end, policy);
  const counted: RunPatch = {
    failures: run.failures + (decision.countsAsFailure ? 1 : 0),
    losses: run.losses + (decision.outcome === 'lost' ? 1 : 0),
  };
  if (decision.outcome === 'lost') work.effects.losses.push({ runId: run.id, attempt: run.attempt });
  await work.tx.insertAttempt({
    runSeq: run.seq,
    attempt: run.attempt,
    outcome: decision.outcome,
    code: end.code,
    error: end.error,
    node: run.node,
    startedAt: run.startedAt ?? work.now,
    endedAt: Math.max(work.now, run.startedAt ?? work.now),
  });
  const verdict = decision.verdict;
  switch (verdict.next) {
    case 'succeeded':
      await endRun(work, run, 'succeed', {
        ...counted,
        code: statusCodes.success,
        error: null,
        output: end.output,
      });
      break;
    case 'cancelled':
      await endRun(work, run, 'cancel', { ...counted, code: null, error: null });
      break;
    case 'failed':
      await endRun(work, run, 'fail', { ...counted, code: verdict.code, error: verdict.error });
      break;
    case 'retrying':
      await release(work, run);
      await work.transition(run, 'retryLater', {
        ...counted,
        code: verdict.code,
        error: verdict.error,
        node: null,
        wakeAt: work.now + verdict.delayMs,
        dueAt: work.now + verdict.delayMs,
      });
      work.effects.retries.push({ seq: run.seq, attempt: run.attempt, delayMs: verdict.delayMs });
      break;
    case 'park':
      await release(work, run);
      await pauseShopOf(work, run, verdict.error);
      await placeAnew(work, run, { ...counted, error: verdict.error }, 'parked');
      break;
    case 'wait':
      await release(work, run);
      await settle(work);
      await placeAnew(work, run, counted, decision.outcome);
      break;
  }
}

async function release(work: Work, run: RunRecord): Promise<void> {
  for (const key of await work.tx.releaseAll(run.seq)) work.freed.add(key);
}

async function placeAnew(work: Work, run: RunRecord, patch: RunPatch, reason: string): Promise<void> {
  const block = reason === 'parked' ? 'park' : 'returnToWait';
  await place(work, run, { ...patch, node: null }, { queue: 'returnToQueue', block }, reason);
}
