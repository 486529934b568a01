/** One step of a bulk job on runs: some of them and its progress, in one transaction, so that a crash repeats nothing. */
import { isFinal } from '../../contract/run-states.ts';
import { type BulkFault, type BulkJobRecord, keptFaults, mergePatch } from '../../domain/bulk-job.ts';
import { DroverError } from '../../domain/drover-error.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import type { Ids } from '../../ports/ids.ts';
import { settle } from '../dispatch/admission.ts';
import { requestCancel } from '../dispatch/cancelling.ts';
import type { Work } from '../dispatch/work.ts';
import { draftRetry, retryInWork } from '../runs/retry.ts';
import type { BulkStep } from './bulk-step.ts';

/** Runs that were selected for a step, in the order of their numbers. */
export interface SelectedRuns {
  readonly seqs: readonly number[];
  /** There are no others behind them. */
  readonly last: boolean;
}

/**
 * Deals with these runs of a running job; how they stand is looked at here, since they were selected before. `giveUpWith`:
 * they are not tried but counted as failed for this reason (trying them made the whole step fail).
 */
export async function takeRunStep(
  work: Work,
  jobId: string,
  { seqs, last }: SelectedRuns,
  ids: Ids,
  giveUpWith: string | null,
): Promise<BulkStep> {
  const job = await work.tx.bulkJobById(jobId);
  if (job === undefined || job.state !== 'running') return { job, count: 0 };
  let { done, failed } = job;
  const faults: BulkFault[] = [];
  for (const seq of seqs) {
    const run = await work.run(seq);
    if (run === undefined || !isMeant(job, run)) continue;
    const fault =
      giveUpWith === null ? await dealtWith(work, job, run, ids) : { code: 'internal', message: giveUpWith };
    if (fault === null) done++;
    else {
      failed++;
      faults.push({ seq, runId: run.id, ...fault });
    }
  }
  await settle(work);
  const progress = {
    state: last ? ('done' as const) : ('running' as const),
    done,
    failed,
    cursor: seqs.at(-1) ?? job.cursor,
    endedAt: last ? work.now : null,
    faults: [...job.faults, ...faults].slice(-keptFaults),
  };
  await work.tx.updateBulkJob(job.id, progress);
  work.tellChange('dead-letters');
  return { job: { ...job, ...progress }, count: seqs.length };
}

/** Who retries all that match does not mean those that have been retried; who names one does. */
function isMeant(job: BulkJobRecord, run: RunRecord): boolean {
  if (job.action === 'cancel') return !isFinal(run.state);
  return isFinal(run.state) && (run.retriedAs === null || job.runs?.seqs !== undefined);
}

async function dealtWith(
  work: Work,
  job: BulkJobRecord,
  run: RunRecord,
  ids: Ids,
): Promise<Omit<BulkFault, 'seq'> | null> {
  if (job.action === 'cancel') {
    await requestCancel(work, run, job.createdBy);
    return null;
  }
  const { mergeParams, priority } = job.edit ?? {};
  const params = mergeParams === undefined ? run.params : mergePatch(run.params, mergeParams);
  try {
    const draft = draftRetry(
      work.catalog,
      run,
      { params, priority },
      ids.next('run'),
      work.now,
      job.createdBy,
    );
    const { outcome } = await retryInWork(work, run, draft, { name: job.createdBy, note: job.note });
    return outcome.kind === 'refused' ? outcome.error.told : null;
  } catch (error) {
    // The draft's: nothing has been written yet.
    if (error instanceof DroverError && error.kind === 'user') return error.told;
    throw error;
  }
}
