import { existsSync } from 'node:fs';
import { readEnvironment } from '../../config/environment.ts';
import { says, takeOver } from '../../config/kept-environment.ts';
import { defaultFiles } from '../../config/load.ts';
import type { Settings } from '../../config/settings.ts';
import { serviceState } from '../../main.ts';
import { CommandFailure } from '../command-failure.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';
import { type LastStart, lastStart } from './last-start.ts';

/** A shell from which a start brings back what ran before, and the settings that it took over from that. */
export interface Resumed {
  readonly shell: Shell;
  readonly kept: Readonly<Record<string, string>>;
}

/**
 * The caller's shell, with the folder and the settings of the last start wherever its own environment says nothing. Throws
 * (exit 2), before anything is stopped, when they can't be brought back: the configuration file is gone, secrets are
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
  const reading = readEnvironment(env, folder);
  if (reading.ok) {
    const { settings } = reading;
    if (taken.includes('DROVER_CONFIG') && !existsSync(settings.configPath))
      throw gone(resumed, settings.configPath);
    await refuseEmptyHerd(resumed, settings, last);
  }
  return { shell: resumed, kept: Object.fromEntries(taken.map((key) => [key, last.values[key] ?? ''])) };
}

/**
 * Throws (exit 2) when what last ran in the data folder had a configuration file and a start now would find none: an empty
 * herd in its place is nobody's wish.
 */
export async function refuseEmptyHerd(
  shell: Shell,
  settings: Settings,
  last: LastStart | null = lastStart(settings.dataFolder),
): Promise<void> {
  const path = last?.configPath ?? null;
  if (path === null || settings.configNamed || (await defaultFiles(settings)).length > 0) return;
  if (!existsSync(path)) throw gone(shell, path);
  const message = shell.say('config_elsewhere', { path, folder: shell.caller.folder });
  throw new CommandFailure(exitCodes.usage, 'config_elsewhere', message, { path });
}

function gone({ say }: Shell, path: string): CommandFailure {
  return new CommandFailure(exitCodes.usage, 'config_gone', say('config_gone', { path }), { path });
}
