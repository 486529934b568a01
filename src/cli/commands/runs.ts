import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { addRunsCancel } from './runs-cancel.ts';
import { addRunsFiles } from './runs-files.ts';
import { addRunsLogs } from './runs-logs.ts';
import { addRunsLs } from './runs-ls.ts';
import { addRunsRetry } from './runs-retry.ts';
import { addRunsShow } from './runs-show.ts';
import { addRunsWhy } from './runs-why.ts';

/** `drover runs …` */
export function addRuns(program: Command, shell: Shell): void {
  const runs = program.command('runs').description(shell.say('runs_about'));
  addRunsLs(runs, shell);
  addRunsShow(runs, shell);
  addRunsLogs(runs, shell);
  addRunsFiles(runs, shell);
  addRunsWhy(runs, shell);
  addRunsCancel(runs, shell);
  addRunsRetry(runs, shell);
}
