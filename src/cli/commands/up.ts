import type { Command } from 'commander';
import type { Shell } from '../shell.ts';

/** `drover up`: server and local node on this machine, until it is told to stop. */
export function addUp(program: Command, shell: Shell): void {
  const { say } = shell;
  program
    .command('up')
    .description(say('up_about'))
    .option('--example', say('option_example'))
    .action(
      shell.action(async ({ example }: { example?: boolean }) => {
        const languageAsked = program.opts<{ lang?: string }>().lang !== undefined || shell.language !== 'en';
        const { up } = await import('../up/up.ts');
        return up(shell, { example: example === true, languageAsked });
      }),
    );
}
