/** What a decision does to one dead letter, in the transaction of whoever carries it out. */

import type { LetterAction } from '../../contract/dead-letter.ts';
import type { SubmitResponse } from '../../contract/submit.ts';
import { type DeadLetterRecord, letterId, letterVerdict, stateAfter } from '../../domain/dead-letter.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import type { Submission } from '../dispatch/submission.ts';
import type { Work } from '../dispatch/work.ts';
import { answerOf, submitAndShow } from '../intake/submitted.ts';
import { type RetriedBy, retryInWork } from '../runs/retry.ts';
import { runInWork } from '../runs/run-view.ts';

/**
 * Retries a letter: its run is submitted anew and linked both ways, or the run of its message is submitted; the letter's
 * state changes in the same transaction. A letter that was retried already answers with that run; only for such a one may
 * the submission be null.
 */
export async function retryLetterInWork(
  work: Work,
  letter: DeadLetterRecord,
  submission: Submission | null,
  by: RetriedBy,
): Promise<SubmitResponse> {
  if (submission === null || letterVerdict(letter.state, 'retry') === 'already')
    return retriedBefore(work, letter);
  if (letter.runSeq !== null) {
    const old = await work.run(letter.runSeq);
    if (old === undefined) throw unknownLetter(letterId(letter.seq));
    return answerOf(await retryInWork(work, old, submission, by));
  }
  const answer = answerOf(await submitAndShow(work, submission));
  await work.tx.settleDeadLetter(letter.seq, letter.state, 'retried', {
    by: by.name,
    at: work.now,
    note: by.note ?? null,
    retriedAs: answer.run.id,
  });
  work.tellChange('dead-letters');
  return answer;
}

async function retriedBefore(work: Work, letter: DeadLetterRecord): Promise<SubmitResponse> {
  const run = letter.retriedAs === null ? undefined : await runInWork(work, letter.retriedAs);
  if (run === undefined) throw settledLetter(letter);
  return { run, deduplicated: true };
}

/** Ignores or archives a letter; one that is so already is left alone. Throws `dead_letter_settled`. */
export async function setLetterAside(
  work: Work,
  letter: DeadLetterRecord,
  action: Exclude<LetterAction, 'retry'>,
  by: RetriedBy,
): Promise<void> {
  const verdict = letterVerdict(letter.state, action);
  if (verdict === 'refused') throw settledLetter(letter);
  if (verdict === 'already') return;
  await work.tx.settleDeadLetter(letter.seq, letter.state, stateAfter(action), {
    by: by.name,
    at: work.now,
    note: by.note ?? null,
  });
  work.tellChange('dead-letters');
}

/** The error for an id that no dead letter has (any more). */
export function unknownLetter(id: string): DroverError {
  return new DroverError('unknown_dead_letter', said('no_letter', { id }));
}

function settledLetter(letter: DeadLetterRecord): DroverError {
  return new DroverError(
    'dead_letter_settled',
    said('letter_settled', { id: letterId(letter.seq), state: said(`letter_${letter.state}`) }),
    {
      details: { state: letter.state, retriedAs: letter.retriedAs },
    },
  );
}
