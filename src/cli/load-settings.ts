import { describeFaults } from '../config/describe-faults.ts';
import { type Configuration, loadConfiguration } from '../config/load.ts';
import { CommandFailure } from './command-failure.ts';
import { exitCodes } from './exit-codes.ts';
import type { Shell } from './shell.ts';

/**
 * The configuration of what is about to start; its warnings are told, its faults end the command (exit 2), all of them. A file
 * that one flow lacks is a warning: the others go on.
 */
export async function loadSettings(shell: Shell): Promise<Configuration> {
  const { caller, language, say } = shell;
  const reading = await loadConfiguration(caller.env, { folder: caller.folder, absentFiles: 'warning' });
  if (!reading.ok) {
    const { faults } = reading;
    const text = `${say('config_faults', { count: faults.length })}\n${describeFaults(faults, language)}`;
    throw new CommandFailure(exitCodes.usage, 'configuration', text, { faults });
  }
  const { warnings } = reading.configuration;
  if (warnings.length > 0) shell.note(`${say('config_warnings')}\n${describeFaults(warnings, language)}`);
  return reading.configuration;
}
