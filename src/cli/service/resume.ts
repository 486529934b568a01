import { existsSync } from 'node:fs';
import { readEnvironment } from '../../config/environment.ts';
import { says, takeOver } from '../../config/kept-environment.ts';
import { serviceState } from '../../main.ts';
import { CommandFailure } from '../command-failure.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';
import { lastStart } from './last-start.ts';

/** A shell from which a start brings back what ran before, and the settings that it took over from that. */
export interface Resumed {
  readonly shell: Shell;
  readonly kept: Readonly<Record<string, string>>;
}

/**
 * The caller's shell, with the folder and the settings of the last start wherever its own environment says nothing. Throws
 * (exit 2), before anything is stopped, when they can't be brought back: secrets are
 * needed that are kept nowhere, or it is the example.
 */
export async function resumeLastStart(shell: Shell): Promise<Resumed> {
  const { caller, say } = shell;
  const { env } = caller;
  const { DROVER_DATA, DROVER_DATA_FILE } = env;
  const place = readEnvironment({ DROVER_DATA, DROVER_DATA_FILE }, caller.folder);
  // Told with all other faults when the configuration is read.
  if (!place.ok) return { shell, kept: {} };
  const { dataFolder } = place.settings;
  const last = lastStart(dataFolder);
  const runs = serviceState(dataFolder).serverPid !== null;
  if (last === null || (last.example && !runs)) return { shell, kept: {} };
  if (last.example)
    throw new CommandFailure(exitCodes.usage, 'example', say('restart_example', { pid: last.pid }));
  const absent = last.secrets.filter((key) => !says(env, key));
  if (absent.length > 0) {
    const message = say('restart_secrets', { keys: absent.join(', ') });
    throw new CommandFailure(exitCodes.usage, 'secrets', message, { keys: absent });
  }
  const taken = takeOver(env, caller.folder, last);
  // Whatever the folder.
  env['DROVER_DATA'] = dataFolder;
  delete env['DROVER_DATA_FILE'];
  const folder = existsSync(last.folder) ? last.folder : caller.folder;
  const resumed: Shell = { ...shell, caller: { ...caller, folder } };
  return { shell: resumed, kept: Object.fromEntries(taken.map((key) => [key, last.values[key] ?? ''])) };
}
