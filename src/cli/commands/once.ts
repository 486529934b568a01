import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { addOnceLs } from './once-ls.ts';
import { addOnceSettle } from './once-settle.ts';

/** `drover once …`: side effects that happen once. */
export function addOnce(program: Command, shell: Shell): void {
  const once = program.command('once').description(shell.say('once_about'));
  addOnceLs(once, shell);
  addOnceSettle(once, shell);
}
