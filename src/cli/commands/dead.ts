import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { addDeadAside } from './dead-aside.ts';
import { addDeadJobs } from './dead-jobs.ts';
import { addDeadGroups, addDeadLs } from './dead-ls.ts';
import { addDeadRetry } from './dead-retry.ts';
import { addDeadShow } from './dead-show.ts';

/** `drover dead …`: dead letters. */
export function addDead(program: Command, shell: Shell): void {
  const dead = program.command('dead').description(shell.say('dead_about'));
  addDeadLs(dead, shell);
  addDeadGroups(dead, shell);
  addDeadShow(dead, shell);
  addDeadRetry(dead, shell);
  addDeadAside(dead, shell, 'ignore');
  addDeadAside(dead, shell, 'archive');
  addDeadJobs(dead, shell);
}
