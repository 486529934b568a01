import type { Command } from 'commander';
import { describeFaults } from '../../config/describe-faults.ts';
import { loadConfiguration } from '../../config/load.ts';
import { zoneOf } from '../../domain/cron/zone.ts';
import { scheduleWarnings } from '../../domain/schedule/schedule-warnings.ts';
import { scheduleWords } from '../../domain/schedule/schedule-words.ts';
import { timetableOf } from '../../domain/schedule/timetable.ts';
import { unknownShops } from '../../domain/schedule/unknown-shops.ts';
import { hostClock } from '../../main.ts';
import { nextFires } from '../../services/schedules/schedule-view.ts';
import { exitCodes } from '../exit-codes.ts';
import { knownShops } from '../known-shops.ts';
import type { Shell } from '../shell.ts';

const firesShown = 3;

/** `drover schedules check [FILE]`: the file's schedules, without a server; exit 2 when the file is faulty. */
export function addSchedulesCheck(parent: Command, shell: Shell): void {
  const { say, language } = shell;
  parent
    .command('check')
    .description(say('schedules_check_about'))
    .argument('[file]', say('argument_config'))
    .action(
      shell.action(async (file: string | undefined) => {
        const { caller } = shell;
        const env = file === undefined ? caller.env : { ...caller.env, DROVER_CONFIG: file };
        const reading = await loadConfiguration(env, { folder: caller.folder, absentFiles: 'warning' });
        if (!reading.ok) {
          const { faults } = reading;
          if (shell.json) shell.printJson({ ok: false, faults, schedules: [] });
          else
            shell.note(
              `${say('config_faults', { count: faults.length })}\n${describeFaults(faults, language)}`,
            );
          return exitCodes.usage;
        }
        const { manifest, settings } = reading.configuration;
        const zone = zoneOf(settings.timezone) ?? zoneOf('UTC');
        if (zone === null) throw new Error('the runtime has no zone data');
        const { calendars } = manifest;
        const flows = new Map(manifest.flows.map((flow) => [flow.name, flow]));
        const shops = await knownShops(shell, manifest);
        const now = hostClock.now();
        const schedules = manifest.schedules.map((definition) => {
          const timetable = timetableOf(definition, zone);
          const against = { names: definition.calendars, calendars, paused: null };
          return {
            ...{ name: definition.name, flow: definition.flow, enabled: definition.enabled },
            ...{ zone: timetable.zone.name, words: scheduleWords(definition) },
            next: nextFires(timetable, now, firesShown, against),
            warnings: scheduleWarnings(definition, {
              ...{ timetable, calendars, nextSlot: timetable.next(now) },
              flow: flows.get(definition.flow),
              unknownShops:
                definition.shops === null || shops === null ? [] : unknownShops(definition.shops, shops),
            }),
          };
        });
        if (shell.json) {
          shell.printJson({ ok: true, faults: [], schedules });
          return exitCodes.ok;
        }
        for (const { name, enabled, words, zone: own, next, warnings } of schedules) {
          const state = enabled ? '' : `  (${say('schedule_disabled')})`;
          shell.print(`${shell.paint('bold', name)}  ${words[language]}  ${own}${state}`);
          for (const fire of next)
            shell.print(
              `  ${fire.local}${fire.skipped === undefined ? '' : `  ${fire.skipped.words[language]}`}`,
            );
          if (enabled && next.length === 0) shell.print(`  ${say('no_fires')}`);
          for (const warning of warnings) shell.print(shell.paint('yellow', `  ${warning.words[language]}`));
        }
        shell.note(
          say('schedules_checked', {
            count: schedules.length,
            warnings: schedules.reduce((sum, { warnings }) => sum + warnings.length, 0),
          }),
        );
        return exitCodes.ok;
      }),
    );
}
