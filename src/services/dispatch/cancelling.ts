/** Cancelling in every state: at once where nothing runs; where something does, a flag until its process tree is gone. */

import { isFinal } from '../../contract/run-states.ts';
import type { RunRecord } from '../../domain/run-record.ts';
import { endRun } from './ending.ts';
import type { Work } from './work.ts';

export type CancelOutcome = 'cancelled' | 'requested' | 'already_requested' | 'ended';

/** Cancels a run that is not running; asks a running one's node to stop it. Freed keys are left to the caller to settle. */
export async function requestCancel(
  work: Work,
  run: RunRecord,
  by: string | null,
  reason?: string,
): Promise<CancelOutcome> {
  if (isFinal(run.state)) return 'ended';
  if (run.state !== 'running') {
    await endRun(work, run, 'cancel', { cancelRequestedAt: run.cancelRequestedAt ?? work.now }, reason);
    return 'cancelled';
  }
  if (run.cancelRequestedAt !== null) return 'already_requested';
  await work.amend(
    run,
    { cancelRequestedAt: work.now },
    { kind: 'cancel_requested', attempt: run.attempt, by },
  );
  if (run.node !== null) work.effects.cancels.push({ node: run.node, runId: run.id, attempt: run.attempt });
  return 'requested';
}
