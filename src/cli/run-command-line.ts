import { type Command, CommanderError } from 'commander';
import { drover } from './drover-package.ts';
import type { Caller } from './environment.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { paintWhen } from './show/colours.ts';
import { usageErrorText } from './usage-errors.ts';
import { languageOf, languages } from './words/words.ts';

/** Runs one command line to its end and resolves with its exit code; a bug rejects. */
export async function runCommandLine(caller: Caller): Promise<ExitCode> {
  const { program, shell } = createProgram(caller, languageOf(caller.args, caller.env), drover.version);
  const { say } = shell;
  const fault = (message: string, command: string): ExitCode => {
    const paint = paintWhen(caller.errors.colour);
    if (shell.json)
      caller.errors.write(`${JSON.stringify({ error: { code: 'usage', message, details: {} } })}\n`);
    else
      caller.errors.write(
        `${paint('red', say('error_label'))}${message}\n${say('help_hint', { command })}\n`,
      );
    return exitCodes.usage;
  };
  program.hook('preAction', () => {
    const { lang } = program.opts<{ lang?: string }>();
    if (lang === undefined || languages.some((known) => known === lang)) return;
    throw new CommanderError(exitCodes.usage, 'drover.language', say('bad_language', { text: lang }));
  });
  try {
    await program.parseAsync([...caller.args], { from: 'user' });
    return shell.exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version were asked for and have been printed; help in place of a command is told as a fault.
    if (error.exitCode === 0) return exitCodes.ok;
    if (error.code === 'commander.help') return exitCodes.usage;
    return fault(usageErrorText(error, say), commandOf(caller.args, program));
  }
}

/** The command whose help is worth reading. */
function commandOf(args: readonly string[], command: Command): string {
  const at = args.findIndex((arg) => command.commands.some((one) => one.name() === arg));
  const next = command.commands.find((one) => one.name() === args[at]);
  if (next === undefined) return command.name();
  return `${command.name()} ${commandOf(args.slice(at + 1), next)}`;
}
