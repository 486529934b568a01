import { join } from 'node:path';
import { readServerFile } from '../adapters/data-folder/server-file.ts';
import { processLocks } from '../adapters/process-lock/process-lock.ts';
import { dataFiles } from '../contract/server-file.ts';
import { findGuardLeft, findLiveNode, type NodeLockInfo } from '../node/node-lock.ts';
import { hostProcessTable } from '../node/process-tree/host-process-table.ts';

/** Folder of this machine's node inside the data folder. */
export function nodeFolder(dataFolder: string): string {
  return join(dataFolder, dataFiles.node);
}

/** Address of the server that uses this data folder, or of one that was killed in it; null when none did. */
export function lastServerUrl(dataFolder: string): string | null {
  return readServerFile(dataFolder)?.url ?? null;
}

/** The node that lives in this data folder now; null when none does. */
export function liveNodeOf(dataFolder: string): NodeLockInfo | null {
  return findLiveNode(nodeFolder(dataFolder), processLocks, hostProcessTable());
}

/** Pid of a guard that still ends what the killed node of this data folder ran; null: none does. */
export function guardLeftIn(dataFolder: string): number | null {
  return findGuardLeft(nodeFolder(dataFolder), processLocks, hostProcessTable());
}

/** Where a node that nobody watches writes what it would print. */
export function nodeOutput(dataFolder: string): string {
  return join(nodeFolder(dataFolder), 'output.txt');
}
