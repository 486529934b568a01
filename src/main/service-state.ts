import { join } from 'node:path';
import { prepareDataFolder } from '../adapters/data-folder/data-folder.ts';
import { readServerFile } from '../adapters/data-folder/server-file.ts';
import { processLocks } from '../adapters/process-lock/process-lock.ts';
import type { ServerFile } from '../contract/server-file.ts';
import type { StartFault } from '../domain/start-fault.ts';
import { findLiveNode, type NodeLockInfo } from '../node/node-lock.ts';
import { hostProcessTable } from '../node/process-tree/host-process-table.ts';
import { holderLives, readHolder } from '../node/process-tree/lock-holder.ts';
import { ownMark } from '../node/process-tree/process-mark.ts';
import { nodeFolder } from './node-folder.ts';

/** What runs in a data folder at this instant. */
export interface ServiceState {
  /** Pid of the server that holds the folder; null: none does. */
  readonly serverPid: number | null;
  /** What the last server said of itself: the one that runs, or one that was killed. Null while one starts, and after an orderly stop. */
  readonly file: ServerFile | null;
  /** Pid of a server that ended without giving the folder back (killed, or the machine went down); null: none did. */
  readonly killedPid: number | null;
  /** The node that lives there, with or without a server. */
  readonly node: NodeLockInfo | null;
}

/** What one process at a time does in a data folder. */
export type StartLock =
  | { readonly ok: true; readonly release: () => void }
  | { readonly ok: false; readonly pid: number | null };

/** Name of the server's lock. */
export const serverLockName = 'server.pid';

/** Reads who holds a data folder; changes nothing. A folder that is not there holds nobody. */
export function serviceState(dataFolder: string): ServiceState {
  const table = hostProcessTable();
  const { held, info } = readHolder(processLocks, join(dataFolder, serverLockName), table);
  const said = readServerFile(dataFolder) ?? null;
  const pid = info?.pid ?? null;
  return {
    // A holder that has not said yet who it is counts as one.
    serverPid: held ? (pid ?? 0) : null,
    file: !held || said?.pid === pid ? said : null,
    killedPid: held ? null : pid,
    node: findLiveNode(nodeFolder(dataFolder), processLocks, table),
  };
}

/** Takes the right to start a background server in this folder, which is made when absent; a crash leaves none behind. */
export function lockStart(
  dataFolder: string,
): StartLock | { readonly ok: false; readonly fault: StartFault } {
  const writable = prepareDataFolder(dataFolder);
  if (!writable.ok) return { ok: false, fault: { kind: 'data_folder', path: dataFolder, ...writable } };
  const table = hostProcessTable();
  const result = processLocks.acquire(join(dataFolder, 'start.pid'), { ...ownMark(table) }, (holder) =>
    holderLives(holder, table),
  );
  return result.ok
    ? { ok: true, release: () => result.lock.release() }
    : { ok: false, pid: result.holder?.pid ?? null };
}
