import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeldProcessLock, ProcessLockInfo, ProcessLocks } from '../ports/process-lock.ts';
import { holderLives, readHolder } from './process-tree/lock-holder.ts';
import { ownMark, type ProcessMark } from './process-tree/process-mark.ts';
import type { ProcessTable } from './process-tree/process-table.ts';
import { bootIdOfNode, GUARD_OF_VARIABLE } from './process-tree/tree-tag.ts';

/** What a node says of itself in the lock of its data folder. */
export interface NodeLockInfo extends ProcessMark {
  readonly nodeId: string;
  readonly bootId: string;
  /** Null until the guard runs. */
  readonly guardPid: number | null;
}

/** This boot of a node, under the lock of its data folder. */
export interface NodeIdentity {
  readonly info: NodeLockInfo;
  /** Names the lock's file; see `HeldProcessLock`. */
  readonly lockFile: string;
  /** The boot before, when it ended without giving the lock back. */
  readonly previous: NodeLockInfo | null;
  /** To be told each time a guard starts. */
  guardIs(pid: number): void;
  release(): void;
}

/** The outcome of `lockNode`. */
export type NodeLockResult =
  | { readonly ok: true; readonly identity: NodeIdentity }
  | { readonly ok: false; readonly holder: NodeLockInfo | null };

/**
 * Takes the lock of a node's data folder (which must exist and be writable; throws otherwise) and reads the node's id there, which is
 * made at random the first time and is the node's for good. The boot id is new each time.
 */
export function lockNode(folder: string, locks: ProcessLocks, table: ProcessTable): NodeLockResult {
  const self = { ...ownMark(table), nodeId: '', bootId: '', guardPid: null };
  const result = locks.acquire(lockPath(folder), self, (holder) => holderLives(holder, table));
  if (!result.ok) return { ok: false, holder: nodeInfo(result.holder) };
  let info: NodeLockInfo;
  try {
    const nodeId = nodeIdOf(folder);
    info = { ...self, nodeId, bootId: bootIdOfNode(nodeId, randomBytes(8).toString('hex')) };
    result.lock.update({ ...info });
  } catch (error) {
    result.lock.release();
    throw error;
  }
  return { ok: true, identity: identityOf(info, nodeInfo(result.previous), result.lock) };
}

/** The node that holds a data folder now; null when none does. */
export function findLiveNode(folder: string, locks: ProcessLocks, table: ProcessTable): NodeLockInfo | null {
  if (!existsSync(folder)) return null;
  const { held, info } = readHolder(locks, lockPath(folder), table);
  return held ? nodeInfo(info) : null;
}

/** The guard of the node that held this folder last and was killed, while it still ends what that ran; null: none does. */
export function findGuardLeft(folder: string, locks: ProcessLocks, table: ProcessTable): number | null {
  if (!existsSync(folder)) return null;
  const { held, info } = readHolder(locks, lockPath(folder), table);
  const node = held ? null : nodeInfo(info);
  if (node === null || node.guardPid === null || table.row(node.guardPid)?.alive !== true) return null;
  // Its pid may be another's by now.
  return table.variable(node.guardPid, GUARD_OF_VARIABLE) === node.bootId ? node.guardPid : null;
}

function identityOf(info: NodeLockInfo, previous: NodeLockInfo | null, lock: HeldProcessLock): NodeIdentity {
  return {
    info,
    lockFile: lock.file,
    previous,
    guardIs: (pid) => lock.update({ ...info, guardPid: pid }),
    release: () => lock.release(),
  };
}

/** Only called under the lock, so that two nodes can't make two ids. */
function nodeIdOf(folder: string): string {
  const path = join(folder, 'node-id');
  const known = readText(path);
  if (known !== null && /^[a-z0-9]{8,64}$/.test(known)) return known;
  const made = `n${randomBytes(10).toString('hex')}`;
  writeFileSync(`${path}.new`, `${made}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return made;
}

function lockPath(folder: string): string {
  return join(folder, 'node.pid');
}

function nodeInfo(info: ProcessLockInfo | null): NodeLockInfo | null {
  if (info === null) return null;
  const { pid, startTime, hostBootId, pidNamespace, nodeId, bootId, guardPid } = info;
  if (typeof startTime !== 'number' || typeof nodeId !== 'string' || typeof bootId !== 'string') return null;
  return {
    pid,
    startTime,
    hostBootId: typeof hostBootId === 'string' ? hostBootId : null,
    pidNamespace: typeof pidNamespace === 'string' ? pidNamespace : null,
    nodeId,
    bootId,
    guardPid: typeof guardPid === 'number' ? guardPid : null,
  };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}
