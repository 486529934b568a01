/** Which bulk work shows, and what of it is left: rules without effects. */
import type { BulkJob } from '../../../../src/contract/dead-letter.ts';

/** A job that was stopped can be resumed from its strip for so long, ms; later from the command line. */
const stoppedShownMs = 3_600_000;

/** What is dismissed of a job: this end of it. One that is resumed and ends again shows again. */
export function endOf(job: BulkJob): string {
  return `${job.id} ${job.endedAt ?? ''}`;
}

/**
 * The jobs of a subject that show: those that can go on, until a stopped one is dismissed; and those that were begun here or
 * seen at work and are done. What was done before is history.
 */
export function jobsToShow(
  jobs: readonly BulkJob[],
  subject: BulkJob['subject'],
  seen: ReadonlySet<string>,
  dismissed: readonly string[],
  now: number,
): readonly BulkJob[] {
  return jobs.filter((job) => {
    if (job.subject !== subject || dismissed.includes(endOf(job))) return false;
    if (job.state === 'done') return seen.has(job.id);
    return job.state !== 'cancelled' || now - Date.parse(job.endedAt ?? job.createdAt) < stoppedShownMs;
  });
}

/** How many of a job's items have been dealt with, and how many are left. */
export function jobSums({ total, done, failed, skipped }: BulkJob): {
  readonly worked: number;
  readonly left: number;
} {
  const worked = done + failed + skipped;
  return { worked, left: Math.max(0, total - worked) };
}
