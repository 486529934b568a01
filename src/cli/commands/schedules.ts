import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { addBackfills } from './schedules-backfill.ts';
import { addSchedulesCheck } from './schedules-check.ts';
import { addSchedulesLs } from './schedules-ls.ts';
import { addSchedulesNext } from './schedules-next.ts';
import { addSchedulesPlan } from './schedules-plan.ts';
import { addSchedulesRun } from './schedules-run.ts';
import { addSchedulesSlots } from './schedules-slots.ts';

/** `drover schedules …`: what runs when, what became of it, and what is to be made good. */
export function addSchedules(program: Command, shell: Shell): void {
  const schedules = program.command('schedules').description(shell.say('schedules_about'));
  addSchedulesLs(schedules, shell);
  addSchedulesNext(schedules, shell);
  addSchedulesRun(schedules, shell);
  addSchedulesSlots(schedules, shell);
  addSchedulesPlan(schedules, shell);
  addBackfills(schedules, shell);
  addSchedulesCheck(schedules, shell);
}
