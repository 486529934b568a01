import type { Command } from 'commander';
import { collect } from '../collect.ts';
import { exitCodes } from '../exit-codes.ts';
import { readInstant } from '../number-options.ts';
import { needsSchema, type ParamOptions, readParams } from '../param-options.ts';
import type { Shell } from '../shell.ts';
import { runColumns } from '../show/run-table.ts';
import { toldIn } from '../show/told.ts';

interface RunOptions extends ParamOptions {
  readonly slot?: string;
}

/** `drover schedules run|pause|resume NAME…` */
export function addSchedulesRun(parent: Command, shell: Shell): void {
  const { say } = shell;
  parent
    .command('run')
    .description(say('schedules_run_about'))
    .argument('<name>', say('argument_schedule'))
    .option('--param <name=value>', say('option_param'), collect)
    .option('--params <json>', say('option_params'))
    .option('--slot <instant>', say('option_run_slot'))
    .action(
      shell.action(async (name: string, options: RunOptions) => {
        const client = shell.connect();
        const schema = needsSchema(options)
          ? (await client.flow((await client.schedule(name)).flow)).params
          : null;
        const params = await readParams(options, schema, shell.caller, say);
        const { slot } = options;
        const answer = await client.runSchedule(name, {
          ...(params === undefined ? {} : { params }),
          ...(slot === undefined ? {} : { slotAt: readInstant('--slot', slot, say) }),
        });
        if (shell.json) shell.printJson(answer);
        else {
          if (answer.runs.length > 0) shell.printTable(answer.runs, runColumns(say, shell.language));
          for (const refused of answer.refused)
            shell.note(
              `${refused.platform ?? '-'}:${refused.shopId ?? '-'}  ${toldIn(shell.language, refused)}`,
            );
          if (answer.runs.length === 0) shell.note(say('schedule_ran_none'));
        }
        return answer.refused.length > 0 ? exitCodes.failed : exitCodes.ok;
      }),
    );
  parent
    .command('pause')
    .description(say('schedules_pause_about'))
    .argument('<names...>', say('argument_schedules'))
    .option('--note <text>', say('option_pause_note'))
    .action(
      shell.action(async (names: string[], { note }: { note?: string }) => {
        const client = shell.connect();
        const schedules = [];
        for (const name of names) {
          schedules.push(await client.pauseSchedule(name, note));
          if (!shell.json) shell.print(say('schedule_is_paused', { name }));
        }
        if (shell.json) shell.printJson({ schedules });
        return exitCodes.ok;
      }),
    );
  parent
    .command('resume')
    .description(say('schedules_resume_about'))
    .argument('<names...>', say('argument_schedules'))
    .action(
      shell.action(async (names: string[]) => {
        const client = shell.connect();
        const schedules = [];
        for (const name of names) {
          schedules.push(await client.resumeSchedule(name));
          if (!shell.json) shell.print(say('schedule_is_resumed', { name }));
        }
        if (shell.json) shell.printJson({ schedules });
        return exitCodes.ok;
      }),
    );
}
