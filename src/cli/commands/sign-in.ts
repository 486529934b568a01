import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';

/** `drover sign-in`: a one-time link to the console. */
export function addSignIn(program: Command, shell: Shell): void {
  const { say } = shell;
  program
    .command('sign-in')
    .description(say('sign_in_about'))
    .action(
      shell.action(async () => {
        const link = await shell.connect().makeSignInLink();
        if (shell.json) shell.printJson(link);
        else shell.print(link.url);
        return exitCodes.ok;
      }),
    );
}
