/** One step of a bulk job: some of its letters and its progress, in one transaction, so that a crash repeats nothing. */
import {
  type BulkFault,
  type BulkJobProgress,
  type BulkJobRecord,
  keptFaults,
  mergePatch,
} from '../../domain/bulk-job.ts';
import type { DeadLetterRecord } from '../../domain/dead-letter.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Submission } from '../dispatch/submission.ts';
import type { Work } from '../dispatch/work.ts';
import { draftRetry, type RetriedBy } from '../runs/retry.ts';
import { retryLetterInWork, setLetterAside } from './settle-letter.ts';

export interface BulkStep {
  /** The job after the step; undefined: it is gone. */
  readonly job: BulkJobRecord | undefined;
  /** Letters dealt with. */
  readonly count: number;
}

/**
 * Deals with up to `limit` letters of a running job. `giveUpWith`: the next letter is not tried but counted as failed for
 * this reason (trying it made the whole step fail).
 */
export async function takeBulkStep(
  work: Work,
  jobId: string,
  limit: number,
  ids: Ids,
  giveUpWith: string | null,
): Promise<BulkStep> {
  const job = await work.tx.bulkJobById(jobId);
  if (job === undefined || job.state !== 'running') return { job, count: 0 };
  const letters = await work.tx.openDeadLetters(job.filter, job.cursor, job.until, limit);
  let { done, failed } = job;
  const faults: BulkFault[] = [];
  for (const letter of letters) {
    const fault =
      giveUpWith === null ? await settled(work, job, letter, ids) : { code: 'internal', message: giveUpWith };
    if (fault === null) done++;
    else {
      failed++;
      faults.push({ seq: letter.seq, ...fault });
    }
  }
  const last = letters.at(-1);
  const over = letters.length < limit;
  const progress: BulkJobProgress = {
    state: over ? 'done' : 'running',
    done,
    failed,
    cursor: last?.seq ?? job.cursor,
    endedAt: over ? work.now : null,
    faults: [...job.faults, ...faults].slice(-keptFaults),
  };
  await work.tx.updateBulkJob(job.id, progress);
  work.tellChange('dead-letters');
  return { job: { ...job, ...progress }, count: letters.length };
}

async function settled(
  work: Work,
  job: BulkJobRecord,
  letter: DeadLetterRecord,
  ids: Ids,
): Promise<Omit<BulkFault, 'seq'> | null> {
  const by: RetriedBy = { name: job.createdBy, note: job.note };
  const { action } = job;
  if (action === 'ignore' || action === 'archive') {
    await setLetterAside(work, letter, action, by);
    return null;
  }
  const drafted = await draftOf(work, job, letter, ids);
  if (drafted instanceof DroverError) return drafted.told;
  try {
    await retryLetterInWork(work, letter, drafted, by);
    return null;
  } catch (error) {
    // A file that it names is gone: nothing has been written for it.
    if (error instanceof DroverError && error.code === 'invalid_params') return error.told;
    throw error;
  }
}

/** The submission, or why there can be none; nothing is written yet, so the others of the step go on. */
async function draftOf(
  work: Work,
  job: BulkJobRecord,
  letter: DeadLetterRecord,
  ids: Ids,
): Promise<Submission | DroverError> {
  const old = letter.runSeq === null ? undefined : await work.run(letter.runSeq);
  if (old === undefined) return new DroverError('unread_message', said('letter_by_itself'));
  const { mergeParams, priority } = job.edit ?? {};
  const edit = {
    params: mergeParams === undefined ? old.params : mergePatch(old.params, mergeParams),
    priority,
  };
  try {
    return draftRetry(work.catalog, old, edit, ids.next('run'), work.now, job.createdBy);
  } catch (error) {
    if (error instanceof DroverError && error.kind === 'user') return error;
    throw error;
  }
}
