import type { Command } from 'commander';
import type { BackfillPreview } from '../../contract/backfill.ts';
import { CommandFailure } from '../command-failure.ts';
import { exitCodes } from '../exit-codes.ts';
import { readInstant, readWhole } from '../number-options.ts';
import type { Shell } from '../shell.ts';
import { localInstant } from '../show/instants.ts';
import { backfillColumns, backfillSlotColumns } from '../show/schedule-table.ts';
import { toldIn } from '../show/told.ts';

interface MakeOptions {
  readonly from: string;
  readonly to?: string;
  readonly all?: boolean;
  readonly ignoreCalendars?: boolean;
  readonly dryRun?: boolean;
  readonly rate?: string;
  readonly atOnce?: string;
  readonly note?: string;
  readonly yes?: boolean;
}

interface ListOptions {
  readonly schedule?: string;
  readonly pause?: boolean;
  readonly resume?: boolean;
  readonly cancel?: boolean;
  readonly runs?: boolean;
}

/** `drover schedules backfill NAME`: runs slots of the past; `backfills [ID]`: how far they are. */
export function addBackfills(parent: Command, shell: Shell): void {
  addBackfill(parent, shell);
  addBackfillList(parent, shell);
}

function addBackfill(parent: Command, shell: Shell): void {
  const { say } = shell;
  parent
    .command('backfill')
    .description(say('backfill_about'))
    .argument('<name>', say('argument_schedule'))
    .requiredOption('--from <instant>', say('option_backfill_from'))
    .option('--to <instant>', say('option_backfill_to'))
    .option('--all', say('option_backfill_all'))
    .option('--ignore-calendars', say('option_ignore_calendars'))
    .option('--dry-run', say('option_dry_run'))
    .option('--rate <n>', say('option_backfill_rate'))
    .option('--at-once <n>', say('option_at_once'))
    .option('--note <text>', say('option_note'))
    .option('--yes', say('option_backfill_yes'))
    .action(
      shell.action(async (name: string, options: MakeOptions) => {
        const { from, to, all, ignoreCalendars, dryRun, rate, atOnce, note, yes } = options;
        const client = shell.connect();
        const asked = {
          from: readInstant('--from', from, say),
          // What has not been decided is left out anyway.
          to: to === undefined ? '9999-01-01T00:00:00Z' : readInstant('--to', to, say),
          only: all === true ? ('all' as const) : ('gaps' as const),
          ...(ignoreCalendars === true ? { ignoreCalendars } : {}),
          ...(rate === undefined ? {} : { ratePerSecond: readWhole('--rate', rate, 1, 100, say) }),
          ...(atOnce === undefined ? {} : { atOnce: readWhole('--at-once', atOnce, 1, 1000, say) }),
          ...(note === undefined ? {} : { note }),
        };
        const preview = await client.previewBackfill(name, asked);
        if (dryRun === true) {
          tellPreview(preview, shell);
          return exitCodes.ok;
        }
        if (!shell.json) shell.note(countLine(preview, shell));
        const asks = yes !== true && !shell.json && shell.caller.interactive;
        if (asks && (preview.takes === 0 || !(await agreed(shell)))) {
          shell.note(say('backfill_not_started'));
          return preview.takes === 0 ? exitCodes.ok : exitCodes.failed;
        }
        // What has come due since is not what was agreed to.
        const backfill = await client.createBackfill(name, asks ? { ...asked, to: preview.to } : asked);
        if (shell.json) shell.printJson({ backfill });
        else shell.print(say('backfill_started', { id: backfill.id, total: backfill.total }));
        return exitCodes.ok;
      }),
    );
}

function tellPreview(preview: BackfillPreview, shell: Shell): void {
  const { say } = shell;
  if (shell.json) {
    shell.printJson({ preview });
    return;
  }
  if (preview.items.length > 0) shell.printTable(preview.items, backfillSlotColumns(say));
  const { slots, takes, ran, calendar, runs } = preview;
  const range = { from: localInstant(preview.from), to: localInstant(preview.to) };
  shell.print(say('backfill_would', { ...range, slots, takes, ran, calendar, runs }));
}

/** How much it is, before it begins. */
function countLine({ takes, runs, days, first, last }: BackfillPreview, { say }: Shell): string {
  if (first === null) return say('backfill_none');
  return say('backfill_counts', { takes, runs, days, first: localInstant(first), last: localInstant(last) });
}

async function agreed({ caller, say }: Shell): Promise<boolean> {
  caller.errors.write(say('backfill_ask'));
  return /^(?:y|yes|是|好)$/i.test((await caller.readLine()).trim());
}

function addBackfillList(parent: Command, shell: Shell): void {
  const { say } = shell;
  parent
    .command('backfills')
    .description(say('backfills_about'))
    .argument('[id]', say('argument_backfill'))
    .option('--schedule <name>', say('option_of_schedule'))
    .option('--pause', say('option_job_pause'))
    .option('--resume', say('option_job_resume'))
    .option('--cancel', say('option_job_cancel'))
    .option('--runs', say('option_cancel_runs'))
    .action(
      shell.action(async (id: string | undefined, options: ListOptions) => {
        const commands = (['pause', 'resume', 'cancel'] as const).filter((one) => options[one] === true);
        const [command] = commands;
        if (commands.length > 1 || (command !== undefined && id === undefined))
          throw new CommandFailure(exitCodes.usage, 'usage', say('one_backfill_command'));
        const client = shell.connect();
        if (id === undefined) {
          const { schedule } = options;
          const page = await client.backfills(schedule === undefined ? {} : { schedule });
          if (shell.json) shell.printJson(page);
          else if (page.items.length === 0) shell.note(say('no_backfills'));
          else shell.printTable(page.items, backfillColumns(say));
          return exitCodes.ok;
        }
        const runs = options.runs === true;
        const backfill =
          command === undefined
            ? await client.backfill(id)
            : await client.commandBackfill(id, command, { runs });
        if (shell.json) shell.printJson({ backfill });
        else {
          shell.printTable([backfill], backfillColumns(say));
          for (const fault of backfill.faults)
            shell.print(`${localInstant(fault.at)}  ${toldIn(shell.language, fault)}`);
        }
        return exitCodes.ok;
      }),
    );
}
