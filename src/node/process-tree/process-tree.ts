import type { Readable, Writable } from 'node:stream';
import type { ProcessRef } from './process-table.ts';

/** What to start. Never goes through a shell. */
export interface TreeSpec {
  /** Program and arguments; the program is looked for in `env.PATH`, or relative to `cwd` when it has a slash. */
  readonly argv: readonly string[];
  /** An existing folder. */
  readonly cwd: string;
  /** The whole environment of the program (nothing is inherited); the tag is added. */
  readonly env: Readonly<Record<string, string>>;
  /** `treeTag(…)`: unique, also over restarts. */
  readonly tag: string;
  /** A pipe from the program to us as its file descriptor 3. Default false. */
  readonly channel?: boolean;
}

/** What names a tree to another process: all that the guard needs to find and kill it. */
export interface TreeIdentity {
  readonly tag: string;
  /** The leader's pid; on POSIX also its process group and session. */
  readonly pid: number;
  readonly startTime: number;
  /** Folder of the tree's own cgroup (v2), where there is one. */
  readonly cgroup: string | null;
  /** The leader's ends of its pipes, as `ProcessTable.openFiles` names them, where it has no cgroup: who holds one is a member. */
  readonly pipes?: readonly string[];
}

/** How the leader ended: exactly one of `code` and `signal` is set. */
export interface LeaderExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /**
   * A signal for our own process group (Ctrl-C) hit it before it had a group of its own: the program itself never ran.
   */
  readonly interrupted: boolean;
}

/** A started program with everything that it starts. */
export interface Tree {
  readonly identity: TreeIdentity;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** What it writes to its file descriptor 3, where it was asked for. */
  readonly channel: Readable | null;
  /**
   * Resolves when the leader has ended, whoever still holds its pipes. Never rejects. After it: `leftovers`, `stopTree`
   * if there are any, then `drainOutput`.
   */
  readonly exited: Promise<LeaderExit>;
}

/**
 * Why nothing was started. ENOENT: no such program (or script interpreter). EACCES: not executable, or a folder. ENOCWD: the working
 * folder is missing. EAGAIN: no process, memory or file descriptor to be had now. E2BIG: arguments and
 * environment are too long. EINVAL: anything else.
 */
export interface SpawnFault {
  readonly code: 'ENOENT' | 'EACCES' | 'ENOCWD' | 'EAGAIN' | 'E2BIG' | 'EINVAL';
  readonly message: string;
}

/** The outcome of `spawnTree`. */
export type SpawnResult =
  | { readonly ok: true; readonly tree: Tree }
  | { readonly ok: false; readonly fault: SpawnFault };

/** Hears of every tree; the guard's client is one. */
export interface TreeWatcher {
  /** Called before `spawnTree` resolves. */
  treeStarted(identity: TreeIdentity): void;
  /** Called with all living members that are known, where they would else be forgotten when their parents end. */
  membersSeen(tag: string, members: readonly ProcessRef[]): void;
  /** Called once nothing of the tree is alive. */
  treeEnded(tag: string): void;
}

/**
 * Starts programs and ends them with all their descendants. A system with something better than sweeps (a Windows Job
 * Object) implements this.
 */
export interface ProcessTree {
  spawnTree(spec: TreeSpec): Promise<SpawnResult>;
  /** Asks the whole tree to end, kills it after `graceMs` (default 5,000). Resolves only when nothing of it is alive. */
  stopTree(tree: Tree, options?: { readonly graceMs?: number }): Promise<void>;
  /** Kills the whole tree at once. Resolves only when nothing of it is alive. */
  killTree(tree: Tree): Promise<void>;
  /** What the tree's leader has left behind, from one sweep; call it after `exited`. Empty = the tree is gone. */
  leftovers(tree: Tree): Promise<readonly ProcessRef[]>;
  /**
   * Waits until stdout, stderr and the channel have ended, at most `timeoutMs` (default 1,000), then closes them. The streams must
   * be read; while their reader is `held`, it waits on. 'cut' = somebody outside the tree held a pipe open, or the reader
   * was too slow.
   */
  drainOutput(
    tree: Tree,
    options?: { readonly timeoutMs?: number; readonly held?: () => boolean },
  ): Promise<'ended' | 'cut'>;
}
