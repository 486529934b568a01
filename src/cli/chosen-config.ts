import { resolve } from 'node:path';
import { readEnvironment } from '../config/environment.ts';
import type { Environment } from '../config/environment-values.ts';
import { defaultFiles } from '../config/load.ts';
import { configOfServer } from './server-found.ts';
import type { Shell } from './shell.ts';

/** Which configuration file a command looks at. */
export interface ChosenConfig {
  /** Names the file where it is not that of the caller's own environment. */
  readonly env: Environment;
  /** The server's file, looked at since there is none here. */
  readonly ofServer: string | null;
  /** The server's file where another one is looked at, which nobody named on the command line. */
  readonly besides: string | null;
}

/** The file that is named; else that of the environment or folder; else the one with which the server of the data folder runs. */
export async function chooseConfig({ caller, say, language }: Shell, named?: string): Promise<ChosenConfig> {
  const { env, folder } = caller;
  if (named !== undefined) return { env: { ...env, DROVER_CONFIG: named }, ofServer: null, besides: null };
  const own = { env, ofServer: null, besides: null };
  const server = configOfServer(caller, say, language);
  const reading = readEnvironment(env, folder);
  if (server === null || !reading.ok) return own;
  const { settings } = reading;
  const [here] = settings.configNamed ? [settings.configPath] : await defaultFiles(settings);
  if (here === undefined) return { ...own, env: { ...env, DROVER_CONFIG: server }, ofServer: server };
  return resolve(folder, here) === server ? own : { ...own, besides: server };
}
