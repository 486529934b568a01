import type { Batch } from '../../contract/batch-progress.ts';
import type { BulkJob, DeadLetter, DeadLetterGroup } from '../../contract/dead-letter.ts';
import { errorHeadline } from '../../contract/error-line.ts';
import type { Language, Say } from '../words/words.ts';
import { localInstant } from './instants.ts';
import { shopText } from './run-words.ts';
import type { Column } from './table.ts';
import { toldIn } from './told.ts';

/** Dead letters as a table. */
export function letterColumns(say: Say, language: Language): Column<DeadLetter>[] {
  return [
    { title: say('column_id'), text: (letter) => letter.id },
    { title: say('column_run'), text: (letter) => letter.runId ?? '-' },
    { title: say('column_flow'), text: (letter) => letter.flow ?? '-' },
    { title: say('column_shop'), text: shopText },
    {
      title: say('column_state'),
      text: (letter) => say(`letter_${letter.state}`),
      colour: (letter) => (letter.state === 'open' ? 'red' : 'dim'),
    },
    { title: say('column_died'), text: (letter) => localInstant(letter.at) },
    {
      title: say('field_error'),
      text: (letter) => errorHeadline({ type: letter.type, message: toldIn(language, letter) }, language),
      flexible: true,
    },
  ];
}

/** Groups of dead letters as a table. */
export function groupColumns(say: Say, language: Language): Column<DeadLetterGroup>[] {
  return [
    { title: say('column_count'), text: (group) => String(group.count) },
    { title: say('column_shops'), text: (group) => String(group.shops) },
    { title: say('column_flows'), text: (group) => String(group.flows) },
    { title: say('column_first'), text: (group) => localInstant(group.firstAt) },
    { title: say('column_last'), text: (group) => localInstant(group.lastAt) },
    { title: say('column_sample'), text: (group) => group.sample.id },
    { title: say('column_cause'), text: (group) => causeText(group, say, language), flexible: true },
  ];
}

/** A cause as `--cause` takes it, and in the user's language where the server says it there. */
export function causeText(
  { cause, words }: Pick<DeadLetterGroup, 'cause' | 'words'>,
  say: Say,
  language: Language,
): string {
  const told = toldIn(language, { message: cause, words });
  return told === cause
    ? cause
    : say('cause_told', { cause, told: told.slice(told.indexOf(':') + 1).trim() });
}

/** Bulk jobs as a table. */
export function jobColumns(say: Say, language: Language): Column<BulkJob>[] {
  return [
    { title: say('column_id'), text: (job) => job.id },
    { title: say('column_action'), text: (job) => say(`action_${job.action}`) },
    { title: say('column_state'), text: (job) => say(`job_${job.state}`) },
    { title: say('field_progress'), text: (job) => `${job.done}/${job.total} (${job.percent} %)` },
    {
      title: say('column_failed'),
      text: (job) => String(job.failed),
      colour: (job) => (job.failed > 0 ? 'red' : null),
    },
    { title: say('column_created'), text: (job) => localInstant(job.createdAt) },
    {
      title: say('column_remark'),
      text: ({ note, faults }) => {
        const last = faults.at(-1);
        return note ?? (last === undefined ? '' : toldIn(language, last));
      },
      flexible: true,
    },
  ];
}

/** Batches as a table. */
export function batchColumns(say: Say): Column<Batch>[] {
  return [
    { title: say('column_id'), text: (batch) => batch.id },
    { title: say('column_flow'), text: (batch) => batch.flow ?? '-' },
    { title: say('field_progress'), text: (batch) => (batch.total === 0 ? '-' : `${batch.percent} %`) },
    { title: say('column_total'), text: (batch) => String(batch.total) },
    { title: say('column_running'), text: (batch) => String(batch.counts.running) },
    {
      title: say('column_failed'),
      text: (batch) => String(batch.counts.failed + batch.counts.expired),
      colour: (batch) => (batch.counts.failed + batch.counts.expired > 0 ? 'red' : null),
    },
    { title: say('state_cancelled'), text: (batch) => String(batch.counts.cancelled) },
    {
      title: say('column_refused'),
      text: (batch) => String(batch.refused),
      colour: (batch) => (batch.refused > 0 ? 'red' : null),
    },
    { title: say('column_created'), text: (batch) => localInstant(batch.createdAt) },
  ];
}
