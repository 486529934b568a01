import { type Command, Option } from 'commander';
import type { Shell } from '../shell.ts';

/** `drover up`: server and local node on this machine, until it is told to stop. */
export function addUp(program: Command, shell: Shell): void {
  const { say } = shell;
  program
    .command('up')
    .description(say('up_about'))
    .option('--example', say('option_example'))
    // Given by `drover start`.
    .addOption(new Option('--background').hideHelp())
    .action(
      shell.action(async ({ example, background }: { example?: boolean; background?: boolean }) => {
        const languageAsked = program.opts<{ lang?: string }>().lang !== undefined || shell.language !== 'en';
        const { up } = await import('../up/up.ts');
        return up(shell, { example: example === true, languageAsked, background: background === true });
      }),
    );
}
