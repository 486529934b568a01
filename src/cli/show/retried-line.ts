import type { SubmitResponse } from '../../contract/submit.ts';
import type { Say } from '../words/words.ts';

/** What became of a retry. Only of a run that does the job already is it told whether its parameters differ. */
export function retriedLine(
  id: string,
  { run, deduplicated, paramsDiffer }: SubmitResponse,
  say: Say,
): string {
  if (deduplicated !== true) return say('retried_run', { id, run: run.id });
  if (paramsDiffer === undefined) return say('retried_before', { id, run: run.id });
  return say('retried_attached', {
    id,
    run: run.id,
    how: say(paramsDiffer ? 'attached_differs' : 'attached'),
  });
}
