import type { Command } from 'commander';
import { slotStates } from '../../contract/schedule.ts';
import { exitCodes } from '../exit-codes.ts';
import { listOf, readInstant, readWhole, readWords } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { card } from '../show/card.ts';
import { localInstant } from '../show/instants.ts';
import { slotColumns } from '../show/schedule-table.ts';
import type { Say } from '../words/words.ts';

interface Options {
  readonly state?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: string;
  readonly cursor?: string;
}

const states = [...slotStates, 'late'] as const;

/** A state as tables show it; that a slot was late is none of its own. */
const shown = (say: Say, state: (typeof states)[number]): string =>
  state === 'late' ? state : say(`slot_${state}`);

/** `drover schedules slots [NAME]`: what became of slots; `why NAME AT`: of one. */
export function addSchedulesSlots(parent: Command, shell: Shell): void {
  const { say, language } = shell;
  parent
    .command('slots')
    .description(say('schedules_slots_about'))
    .argument('[name]', say('argument_schedule'))
    .option('--state <states>', say('option_slot_state', { states: listOf(states, say, shown) }))
    .option('--from <instant>', say('option_slots_from'))
    .option('--to <instant>', say('option_slots_to'))
    .option('--limit <n>', say('option_limit'))
    .option('--cursor <cursor>', say('option_cursor'))
    .action(
      shell.action(async (name: string | undefined, { state, from, to, limit, cursor }: Options) => {
        const filter = {
          ...(state === undefined ? {} : { state: readWords('--state', state, states, say, shown) }),
          ...(from === undefined ? {} : { from: readInstant('--from', from, say) }),
          ...(to === undefined ? {} : { to: readInstant('--to', to, say) }),
          ...(limit === undefined ? {} : { limit: readWhole('--limit', limit, 1, 200, say) }),
          ...(cursor === undefined ? {} : { cursor }),
        };
        const client = shell.connect();
        const page = await (name === undefined ? client.slots(filter) : client.scheduleSlots(name, filter));
        if (shell.json) shell.printJson(page);
        else if (page.items.length === 0) shell.note(say('no_slots'));
        else shell.printTable(page.items, slotColumns(say, language));
        if (!shell.json && page.nextCursor !== null)
          shell.note(say('more_pages', { cursor: page.nextCursor }));
        return exitCodes.ok;
      }),
    );
  parent
    .command('why')
    .description(say('schedules_why_about'))
    .argument('<name>', say('argument_schedule'))
    .argument('<instant>', say('argument_slot'))
    .action(
      shell.action(async (name: string, instant: string) => {
        const why = await shell.connect().whySlot(name, readInstant(say('argument_slot'), instant, say));
        if (shell.json) {
          shell.printJson(why);
          return exitCodes.ok;
        }
        shell.print(why.words[language]);
        const { slot, next } = why;
        const lines = card([
          [say('column_run'), slot?.runId ?? null],
          [say('field_batch'), slot?.batchId ?? null],
          [say('column_backfill'), slot?.backfillId ?? null],
          [say('column_result'), slot === null || slot.result === null ? null : say(`result_${slot.result}`)],
          [say('column_next'), next === null ? null : localInstant(next)],
        ]);
        if (lines !== '') shell.print(lines);
        return exitCodes.ok;
      }),
    );
}
