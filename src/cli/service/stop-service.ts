/**
 * Ends what runs in a data folder: the server, which ends its node in order first; and a node that a killed server left
 * behind. Done when none of them lives, nor the guard of a node that was killed just before. Modes: asked (TERM, or the file alone on Windows), hurried (asked again, by
 * `--force`), killed (KILL, by `--force`, when even that has not helped; the node's guard kills its programs then).
 */
import { guardLeftIn, hostClock, serviceState } from '../../main.ts';
import { hostProcessTable } from '../../node/process-tree/host-process-table.ts';
import { isAlive, type ProcessRef } from '../../node/process-tree/process-table.ts';
import { CommandFailure } from '../command-failure.ts';
import { keepAlive } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';
import { askToStop, forgetStopRequest } from './stop-request.ts';

const lookEveryMs = 50;
/** After a kill, ms. */
const killPatienceMs = 10_000;

export interface StopOptions {
  readonly dataFolder: string;
  /** How long running attempts may take to end by themselves, ms; null: as is usual. */
  readonly graceMs: number | null;
  /** How long the stop may take beyond that, ms. */
  readonly patienceMs: number;
  readonly force: boolean;
}

/** What was ended; nothing of it lives. */
export interface Stopped {
  readonly serverPid: number | null;
  readonly nodePid: number | null;
}

/** Ends server and node. Throws (exit 1) when something is still alive when the time is over, or is not ours to end. */
export async function stopService(shell: Shell, options: StopOptions): Promise<Stopped> {
  const { dataFolder } = options;
  const table = hostProcessTable();
  const refOf = (pid: number | null | undefined): ProcessRef | null => {
    const row = pid === null || pid === undefined || pid === 0 ? null : table.row(pid);
    return row === null || !row.alive ? null : { pid: row.pid, startTime: row.startTime };
  };
  const { serverPid, node } = serviceState(dataFolder);
  const server = refOf(serverPid);
  const release = keepAlive();
  try {
    const family = [refOf(node?.pid), refOf(node?.guardPid)];
    if (server !== null) await end(shell, options, server, [server, ...family]);
    // One that no server has ended: its server was killed.
    const left = serviceState(dataFolder).node;
    const alone = refOf(left?.pid);
    if (alone !== null) await end(shell, options, alone, [alone, refOf(left?.guardPid)]);
    await endOfGuard(shell, options);
    return { serverPid: server?.pid ?? null, nodePid: node?.pid ?? left?.pid ?? null };
  } finally {
    forgetStopRequest(dataFolder);
    release();
  }

  async function end(
    { say }: Shell,
    { graceMs, patienceMs, force }: StopOptions,
    leader: ProcessRef,
    all: readonly (ProcessRef | null)[],
  ): Promise<void> {
    const living = (): number[] =>
      all.flatMap((ref) => (ref !== null && isAlive(table, ref) ? [ref.pid] : []));
    askToStop(dataFolder, { graceMs: force ? 0 : graceMs });
    signal(shell, leader.pid, 'SIGTERM');
    if (await gone(living, (force ? 0 : (graceMs ?? 0)) + patienceMs)) return;
    if (!force) {
      const pids = living().join(', ');
      throw new CommandFailure(exitCodes.failed, 'still_stopping', say('stop_slow', { pids }), {
        pids: living(),
      });
    }
    signal(shell, leader.pid, 'SIGTERM');
    if (await gone(living, patienceMs)) return;
    for (const pid of living()) signal(shell, pid, 'SIGKILL');
    if (await gone(living, killPatienceMs)) return;
    const pids = living().join(', ');
    throw new CommandFailure(exitCodes.failed, 'not_stopped', say('stop_impossible', { pids }), {
      pids: living(),
    });
  }
}

/** The guard of a killed node ends by itself once nothing is left of what that ran; killed, it would leave it. */
async function endOfGuard({ say }: Shell, { dataFolder, patienceMs }: StopOptions): Promise<void> {
  const left = (): number[] => {
    const pid = guardLeftIn(dataFolder);
    return pid === null ? [] : [pid];
  };
  if (await gone(left, Math.min(patienceMs, killPatienceMs))) return;
  const [pid] = left();
  if (pid === undefined) return;
  throw new CommandFailure(exitCodes.failed, 'guard_left', say('stop_guard', { pid }), { pids: [pid] });
}

/** Resolves when none lives, true, or when the time is over, false. */
async function gone(living: () => number[], patienceMs: number): Promise<boolean> {
  const limit = hostClock.uptimeMs() + patienceMs;
  while (living().length > 0) {
    if (hostClock.uptimeMs() >= limit) return false;
    const { promise, resolve } = Promise.withResolvers<void>();
    hostClock.timer(lookEveryMs, resolve);
    await promise;
  }
  return true;
}

function signal({ say }: Shell, pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  // There, TERM would end the process at once; the file is what it hears.
  if (process.platform === 'win32' && name === 'SIGTERM') return;
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EPERM')
      throw new CommandFailure(exitCodes.failed, 'not_permitted', say('stop_not_permitted', { pid }), {
        pid,
      });
  }
}
