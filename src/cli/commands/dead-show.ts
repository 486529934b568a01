import type { Command } from 'commander';
import type { DeadLetterDetail } from '../../contract/dead-letter.ts';
import { makerWords } from '../../contract/maker-words.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';
import { card } from '../show/card.ts';
import { localInstant } from '../show/instants.ts';
import { attemptColumns } from '../show/run-card.ts';
import { errorLines, shopText } from '../show/run-words.ts';
import { toldIn } from '../show/told.ts';

/** `drover dead show ID`: a dead letter with the original message and every attempt. */
export function addDeadShow(parent: Command, shell: Shell): void {
  const { say } = shell;
  parent
    .command('show')
    .description(say('dead_show_about'))
    .argument('<id>', say('argument_letter'))
    .action(
      shell.action(async (id: string) => {
        const detail = await shell.connect().deadLetter(id);
        if (shell.json) {
          shell.printJson(detail);
          return exitCodes.ok;
        }
        shell.print(letterCard(detail, shell));
        if (detail.attempts.length > 0) {
          shell.print('');
          shell.printTable(detail.attempts, attemptColumns(say, shell.language));
        }
        return exitCodes.ok;
      }),
    );
}

function letterCard({ deadLetter, original }: DeadLetterDetail, { say, language }: Shell): string {
  const { decidedAt, decidedBy } = deadLetter;
  const decided =
    decidedAt === null
      ? null
      : `${localInstant(decidedAt)}${decidedBy === null ? '' : ` (${makerWords(decidedBy)[language]})`}`;
  return card([
    [say('column_id'), deadLetter.id],
    [say('column_state'), say(`letter_${deadLetter.state}`)],
    [say('column_died'), localInstant(deadLetter.at)],
    [say('column_cause'), deadLetter.cause],
    [
      say('field_error'),
      errorLines({ type: deadLetter.type, message: toldIn(language, deadLetter) }, null, say, language),
    ],
    [say('column_run'), deadLetter.runId],
    [say('column_flow'), deadLetter.flow],
    [
      say('column_shop'),
      deadLetter.shopId === null && deadLetter.platform === null ? null : shopText(deadLetter),
    ],
    [say('field_params'), original.params === null ? null : JSON.stringify(original.params)],
    [
      say('field_message'),
      original.body === null ? null : `${original.encoding === 'base64' ? 'base64: ' : ''}${original.body}`,
    ],
    [say('field_properties'), original.properties === null ? null : JSON.stringify(original.properties)],
    [say('field_batch'), deadLetter.batchId],
    [say('field_note'), deadLetter.note],
    [say('field_decided'), decided],
    [say('field_retried_as'), deadLetter.retriedAs],
  ]);
}
