import type { SubmitResponse } from '../../contract/submit.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import {
  type IdempotencyKey,
  repeated,
  type Submission,
  type SubmitOutcome,
  submit,
} from '../dispatch/submission.ts';
import type { Work } from '../dispatch/work.ts';
import { runInWork } from '../runs/run-view.ts';

/** What a submission came to, with the run as it stood in the same transaction. */
export interface Submitted {
  readonly outcome: SubmitOutcome;
  readonly response: SubmitResponse | null;
}

/** Submits within a command and takes the run's picture there: no second read, and nobody else's change in between. */
export async function submitAndShow(work: Work, submission: Submission): Promise<Submitted> {
  return shown(work, await submit(work, submission));
}

/** What an idempotency key has given already; null: nothing. */
export async function repeatAndShow(work: Work, idempotency: IdempotencyKey): Promise<Submitted | null> {
  const outcome = await repeated(work, idempotency);
  return outcome === null ? null : shown(work, outcome);
}

async function shown(work: Work, outcome: SubmitOutcome): Promise<Submitted> {
  if (outcome.kind !== 'created' && outcome.kind !== 'attached') return { outcome, response: null };
  const run = await runInWork(work, outcome.runId);
  if (run === undefined)
    throw new DroverError('internal', `Run ${outcome.runId} is not there after its submission.`, {
      kind: 'bug',
    });
  return {
    outcome,
    response:
      outcome.kind === 'created' ? { run } : { run, deduplicated: true, paramsDiffer: outcome.paramsDiffer },
  };
}

/** The answer to a submission, or the error that refuses it. */
export function answerOf({ outcome, response }: Submitted): SubmitResponse {
  if (response !== null) return response;
  if (outcome.kind === 'rejected') {
    throw new DroverError('duplicate_run', said('duplicate_run', { holder: outcome.holder }), {
      details: { holder: outcome.holder },
    });
  }
  if (outcome.kind === 'refused') throw outcome.error;
  throw idempotencyConflict();
}

/** The error of an `Idempotency-Key` that stands for another request. */
export function idempotencyConflict(): DroverError {
  return new DroverError('idempotency_conflict', said('idempotency_conflict'));
}
