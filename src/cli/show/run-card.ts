import { errorHeadline } from '../../contract/error-line.ts';
import { makerWords } from '../../contract/maker-words.ts';
import type { Attempt, Run } from '../../contract/run.ts';
import type { Language, Say } from '../words/words.ts';
import { card } from './card.ts';
import { localInstant, timeSpan } from './instants.ts';
import { blockerText, errorLines, shopText, stateText } from './run-words.ts';
import type { Column } from './table.ts';

/** Everything about one run as lines of names and values; what does not apply is left out. */
export function runCard(run: Run, say: Say, language: Language): string {
  return card([
    [say('column_run'), run.id],
    [say('column_flow'), run.flow],
    [say('column_shop'), run.shopId === null && run.platform === null ? null : shopText(run)],
    [say('column_state'), stateText(run, say)],
    [say('field_blocked_by'), run.blockedBy === null ? null : blockerText(run.blockedBy, say)],
    [say('field_error'), run.error === null ? null : errorLines(run.error, run.code, say, language)],
    [say('field_progress'), run.progress === null ? null : `${Math.round(run.progress.value * 100)} %`],
    [say('field_params'), JSON.stringify(run.params)],
    [say('field_output'), run.output === null ? null : JSON.stringify(run.output)],
    [say('field_priority'), String(run.priority)],
    [
      say('field_attempts'),
      say('attempts_of', { attempt: run.attempt, failures: run.failures, allowed: run.maxRetries + 1 }),
    ],
    [say('field_dedupe'), run.dedupeKey],
    [say('field_tags'), run.tags.length === 0 ? null : run.tags.join(', ')],
    [
      say('field_created'),
      `${localInstant(run.createdAt)}${run.createdBy === null ? '' : ` (${makerWords(run.createdBy)[language]})`}`,
    ],
    [say('field_due'), run.dueAt === run.createdAt ? null : localInstant(run.dueAt)],
    [say('field_started'), run.startedAt === null ? null : localInstant(run.startedAt)],
    [
      say('field_ended'),
      run.endedAt === null ? null : `${localInstant(run.endedAt)}${durationText(run, say)}`,
    ],
    [say('field_expires'), run.expiresAt === null ? null : localInstant(run.expiresAt)],
    [say('field_node'), run.nodeId],
    [say('field_batch'), run.batchId],
    [say('field_retry_of'), run.retryOf],
    [say('field_retried_as'), run.retriedAs],
  ]);
}

/** A run's attempts as a table. */
export function attemptColumns(say: Say, language: Language): Column<Attempt>[] {
  return [
    { title: say('column_attempt'), text: (one) => String(one.attempt) },
    {
      title: say('column_outcome'),
      text: (one) => say(one.outcome === null ? 'state_running' : `outcome_${one.outcome}`),
    },
    { title: say('column_node'), text: (one) => one.nodeId ?? '-' },
    { title: say('column_started'), text: (one) => localInstant(one.startedAt) },
    {
      title: say('column_took'),
      text: (one) =>
        one.endedAt === null ? '-' : timeSpan(Date.parse(one.endedAt) - Date.parse(one.startedAt), say),
    },
    {
      title: say('column_remark'),
      text: (one) => (one.error === null ? '' : errorHeadline(one.error, language)),
      flexible: true,
    },
  ];
}

function durationText({ startedAt, endedAt }: Run, say: Say): string {
  if (startedAt === null || endedAt === null) return '';
  return ` (${timeSpan(Date.parse(endedAt) - Date.parse(startedAt), say)})`;
}
