import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiError } from '../client/api-error.ts';
import { describeFaults } from '../config/describe-faults.ts';
import { readEnvironment } from '../config/environment.ts';
import { dataFiles, type ServerFile, serverFileSchema } from '../contract/server-file.ts';
import { CommandFailure } from './command-failure.ts';
import type { Caller } from './environment.ts';
import { exitCodes } from './exit-codes.ts';
import type { Language, Say } from './words/words.ts';

/** The server that commands talk to, and how its address was found. */
export interface ServerFound {
  readonly url: string;
  /** Null: nothing to sign in with was found. */
  readonly token: string | null;
  /** What the server said of itself in the data folder; null when the environment named the address. */
  readonly file: ServerFile | null;
}

/** Keys that a command needs; a fault in any other must not keep it from working. */
const keys = ['DROVER_DATA', 'DROVER_SERVER_URL'] as const;

/**
 * The address from DROVER_SERVER_URL, else from `server.json` in the data folder; the token from DROVER_TOKEN (or
 * DROVER_TOKEN_FILE), else from `cli.token` there. Throws (exit 3) when no address is known.
 */
export function findServer(caller: Caller, say: Say, language: Language): ServerFound {
  const { env } = caller;
  const mine = Object.fromEntries(keys.flatMap((key) => [key, `${key}_FILE`]).map((key) => [key, env[key]]));
  const reading = readEnvironment(mine, caller.folder);
  if (!reading.ok) {
    throw new CommandFailure(exitCodes.usage, 'configuration', describeFaults(reading.faults, language));
  }
  const { dataFolder, node } = reading.settings;
  const tokenFile = env['DROVER_TOKEN_FILE'] ?? join(dataFolder, dataFiles.cliToken);
  const token = env['DROVER_TOKEN'] ?? textOf(tokenFile)?.trim() ?? null;
  if (node.serverUrl !== null) return { url: node.serverUrl.replace(/^ws/, 'http'), token, file: null };
  const file = serverFile(join(dataFolder, dataFiles.server));
  if (file === null) {
    throw new CommandFailure(
      exitCodes.unreachable,
      'unreachable',
      say('no_server_file', { folder: dataFolder }),
    );
  }
  return { url: file.url, token, file };
}

/** The failure of a request that got no answer, with what to do. */
export function unreachable(server: ServerFound | null, error: ApiError, say: Say): CommandFailure {
  const url = server?.url ?? '';
  const file = server?.file ?? null;
  const dead = file !== null && !runs(file.pid);
  const message =
    file !== null && dead
      ? say('server_ended', { url, pid: file.pid })
      : say('server_silent', { url, detail: error.message });
  return new CommandFailure(exitCodes.unreachable, 'unreachable', message, { url });
}

/** The configuration file of the server that runs with this data folder; null: none runs, or it has none. */
export function configOfServer(caller: Caller, say: Say, language: Language): string | null {
  try {
    const { file } = findServer(caller, say, language);
    return file !== null && runs(file.pid) ? (file.configPath ?? null) : null;
  } catch (error) {
    if (error instanceof CommandFailure) return null;
    throw error;
  }
}

function serverFile(path: string): ServerFile | null {
  const text = textOf(path);
  if (text === null) return null;
  try {
    return serverFileSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Whether a process of this id runs, ours or another user's. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
