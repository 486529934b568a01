import type { Command } from 'commander';
import { ApiError } from '../../client/api-error.ts';
import { maxBulkRate } from '../../contract/dead-letter.ts';
import { makerWords } from '../../contract/maker-words.ts';
import { runStates } from '../../contract/run-states.ts';
import { CommandFailure } from '../command-failure.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { readWhole } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { card } from '../show/card.ts';
import { localInstant } from '../show/instants.ts';
import { batchColumns } from '../show/letter-table.ts';
import { toldIn } from '../show/told.ts';
import type { Say } from '../words/words.ts';

interface RetryOptions {
  readonly cancelled?: boolean;
  readonly rate?: string;
}

/** `drover batches …` */
export function addBatches(program: Command, shell: Shell): void {
  const { say } = shell;
  const batches = program.command('batches').description(say('batches_about'));
  batches
    .command('ls')
    .description(say('batches_ls_about'))
    .option('--limit <n>', say('option_limit'))
    .option('--cursor <cursor>', say('option_cursor'))
    .action(
      shell.action(async ({ limit, cursor }: { limit?: string; cursor?: string }) => {
        const page = await shell.connect().batches({
          ...(limit === undefined ? {} : { limit: readWhole('--limit', limit, 1, 200, say) }),
          ...(cursor === undefined ? {} : { cursor }),
        });
        if (shell.json) shell.printJson(page);
        else if (page.items.length === 0) shell.note(say('no_batches'));
        else shell.printTable(page.items, batchColumns(say));
        if (!shell.json && page.nextCursor !== null)
          shell.note(say('more_pages', { cursor: page.nextCursor }));
        return exitCodes.ok;
      }),
    );
  batches
    .command('show')
    .description(say('batches_show_about'))
    .argument('<id>', say('argument_batch'))
    .action(
      shell.action(async (id: string) => {
        const batch = await shell.connect().batch(id);
        if (shell.json) {
          shell.printJson({ batch });
          return exitCodes.ok;
        }
        const { etaSeconds } = batch;
        shell.print(
          card([
            [say('field_batch'), batch.id],
            [say('column_flow'), batch.flow],
            [
              say('field_created'),
              `${localInstant(batch.createdAt)}${batch.createdBy === null ? '' : ` (${makerWords(batch.createdBy)[shell.language]})`}`,
            ],
            [
              say('field_progress'),
              batch.total === 0
                ? say('batch_none', { attached: batch.attached, refused: batch.refused })
                : say('batch_progress', {
                    percent: batch.percent,
                    total: batch.total,
                    attached: batch.attached,
                    refused: batch.refused,
                  }),
            ],
            ...runStates.map((state): [string, string | null] => [
              say(`state_${state}`),
              batch.counts[state] === 0 ? null : String(batch.counts[state]),
            ]),
            [say('field_held'), batch.held === 0 ? null : say('batch_held', { count: batch.held })],
            [say('field_eta'), etaSeconds === null ? null : etaText(etaSeconds, say)],
          ]),
        );
        return exitCodes.ok;
      }),
    );
  batches
    .command('cancel')
    .description(say('batches_cancel_about'))
    .argument('<id>', say('argument_batch'))
    .action(
      shell.action(async (id: string) => {
        const done = await shell.connect().cancelBatch(id);
        if (shell.json) shell.printJson(done);
        else shell.print(say('stopped_many', { cancelled: done.cancelled, stopping: done.stopping }));
        return exitCodes.ok;
      }),
    );
  batches
    .command('retry')
    .description(say('batches_retry_about'))
    .argument('<id>', say('argument_batch'))
    .option('--cancelled', say('option_batch_cancelled'))
    .option('--rate <n>', say('option_rate'))
    .action(shell.action((id: string, options: RetryOptions) => retryBatch(id, options, shell)));
}

function etaText(seconds: number, say: Say): string {
  if (seconds < 60) return say('eta_seconds', { seconds: Math.max(1, Math.round(seconds)) });
  return say('eta_minutes', { minutes: Math.round(seconds / 60) });
}

/** A job for what can be run again of a batch; where that is nothing, none is made. */
async function retryBatch(
  id: string,
  { cancelled = false, rate }: RetryOptions,
  shell: Shell,
): Promise<ExitCode> {
  const { say } = shell;
  const ratePerSecond = rate === undefined ? undefined : readWhole('--rate', rate, 1, maxBulkRate, say);
  const client = shell.connect();
  const nothing = (words: string): CommandFailure =>
    new CommandFailure(exitCodes.failed, 'nothing_to_retry', words);
  if (cancelled && (await client.batch(id)).counts.cancelled === 0)
    throw nothing(say('batch_none_cancelled', { id }));
  const job = cancelled
    ? await client.startRunsJob({
        action: 'retry',
        filter: { batch: id, state: ['cancelled'] },
        ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
      })
    : await client.retryBatch(id, ratePerSecond).catch((error: unknown) => {
        if (!(error instanceof ApiError) || error.code !== 'nothing_to_retry') throw error;
        const count = Number(error.details['cancelled']);
        const hint = count > 0 ? `\n${say('batch_cancelled_hint', { count, id })}` : '';
        throw nothing(toldIn(shell.language, error) + hint);
      });
  if (shell.json) shell.printJson({ job });
  else
    shell.print(
      say(cancelled ? 'batch_retries_cancelled' : 'batch_retries_failed', { job: job.id, total: job.total }),
    );
  return exitCodes.ok;
}
