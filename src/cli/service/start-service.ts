import { readEnvironment } from '../../config/environment.ts';
import type { Settings } from '../../config/settings.ts';
import { hostClock, lockStart, serviceState } from '../../main.ts';
import { CommandFailure } from '../command-failure.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { loadSettings } from '../load-settings.ts';
import { lastWordsOfLog } from '../logs/last-words.ts';
import type { Shell } from '../shell.ts';
import { startFaultText } from '../start-fault-text.ts';
import { type BackgroundStart, startBackground } from './background.ts';
import { refuseEmptyHerd } from './resume.ts';
import { saidError } from './said-error.ts';

/** A start that ends is heard of at once: this is for one that neither serves nor ends, such as on a machine that is overloaded. */
const patienceMs = 180_000;
const nodePatienceMs = 15_000;

export type ServiceUp = Extract<BackgroundStart, { kind: 'up' }>;

/** The environment's settings; its faults, and those of the configuration file with them, end the command (exit 2). */
export async function serviceSettings(shell: Shell): Promise<Settings> {
  const reading = readEnvironment(shell.caller.env, shell.caller.folder);
  return reading.ok ? reading.settings : (await loadSettings(shell)).settings;
}

/** Starts server and node of the data folder in the background. Throws why it can't, with the log's last lines. */
export async function startService(shell: Shell, settings: Settings): Promise<ServiceUp> {
  const { say, caller, language } = shell;
  const { dataFolder } = settings;
  refuseSecond(shell, dataFolder);
  await refuseEmptyHerd(shell, settings);
  const lock = lockStart(dataFolder);
  if (!lock.ok && 'fault' in lock) {
    throw new CommandFailure(exitCodes.failed, lock.fault.kind, startFaultText(lock.fault, say), lock.fault);
  }
  if (!lock.ok) {
    const message = say('start_under_way', { folder: dataFolder, pid: lock.pid ?? '?' });
    throw new CommandFailure(exitCodes.failed, 'start_under_way', message, { pid: lock.pid });
  }
  try {
    // Another start may have ended between the two looks.
    refuseSecond(shell, dataFolder);
    const since = hostClock.now();
    const start = await startBackground({
      ...{ caller, language, dataFolder, clock: hostClock },
      ...{ patienceMs, nodePatienceMs },
    });
    if (start.kind === 'up') return start;
    const log = lastWordsOfLog(shell, settings.log.folder, since);
    if (start.kind === 'slow') {
      const message = say('start_slow', { pid: start.pid, seconds: patienceMs / 1000 });
      throw new CommandFailure(exitCodes.failed, 'slow', withLog(message, log, shell), { pid: start.pid });
    }
    throw failureOf(start, log, shell);
  } finally {
    lock.release();
  }
}

function refuseSecond({ say }: Shell, dataFolder: string): void {
  const { serverPid, file } = serviceState(dataFolder);
  if (serverPid === null) return;
  const message =
    file === null
      ? say('start_already_starting', { pid: serverPid, folder: dataFolder })
      : say('start_already', { pid: serverPid, url: file.url, folder: dataFolder });
  throw new CommandFailure(exitCodes.failed, 'already_running', message, { pid: serverPid });
}

/** What the background process said before it ended is its own failure, as if it had been started here. */
function failureOf(
  { code, how, said }: Extract<BackgroundStart, { kind: 'ended' }>,
  log: string,
  shell: Shell,
): CommandFailure {
  const error = saidError(said);
  const exitCode: ExitCode = code === exitCodes.usage ? exitCodes.usage : exitCodes.failed;
  if (error !== null)
    return new CommandFailure(exitCode, error.code, withLog(error.message, log, shell), error.details);
  const message = shell.say('start_ended', { how, said: said.trim() });
  return new CommandFailure(exitCode, 'ended', withLog(message.trim(), log, shell), { how, said });
}

function withLog(message: string, log: string, { say }: Shell): string {
  return log === '' ? message : `${message}\n${say('start_log')}\n${log}`;
}
