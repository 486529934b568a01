import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Clock, Timer } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { NodeGuard } from '../../ports/node-guard.ts';
import { markText, type ProcessMark } from '../process-tree/process-mark.ts';
import type { ProcessRef } from '../process-tree/process-table.ts';
import type { TreeIdentity, TreeWatcher } from '../process-tree/process-tree.ts';
import { GUARD_NODE_VARIABLE, GUARD_OF_VARIABLE } from '../process-tree/tree-tag.ts';
import {
  encodeMessage,
  GUARD_MESSAGE_TYPES,
  type GuardMessage,
  type NodeMessage,
  type NodeRestart,
  readMessages,
} from './guard-protocol.ts';

/** How long a node may be without a guard before it must stop its runs. */
const UNGUARDED_MS = 5_000;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 1_000;
/** A guard that has said nothing to a renewal of this age is stopped or hangs; */
const DEAF_MS = 5_000;
/** unless its answer comes within this, which a node that itself stood still needs to read it. */
const DEAF_GRACE_MS = 1_000;
/** How long a guard may take to end after its node has closed the pipe. */
const STOP_MS = 5_000;

/** A watchdog needs little: a small heap, and no spare threads. */
const SMALL = ['--max-old-space-size=32', '--max-semi-space-size=1', '--v8-pool-size=1'];

/** What `GuardClient` is built with. */
export interface GuardClientOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly bootId: string;
  /** This process. */
  readonly node: ProcessMark;
  /** Until a renewal brings another (default 15). */
  readonly leaseSeconds?: number;
  /** How a node that hangs is replaced (default: it is only killed). */
  readonly restart?: NodeRestart;
  /** Who restarts this node by itself, if anybody. */
  readonly supervisor?: ProcessRef;
  /** The guard's own log, appended (default: none). */
  readonly logFile?: string;
  /** Folder for compiled code, which saves the guard's process 25 MB (default: none). */
  readonly compileCache?: string;
  /** Command line of the guard, for tests (default: the guard of this version). */
  readonly guardArgv?: readonly string[];
}

/**
 * The node's end of its guard: starts it, starts it again when it dies and tells it everything anew, kills it when it no
 * longer answers, answers its pings.
 * Hears of trees as the `TreeWatcher` of the node's `ProcessTree`.
 */
export class GuardClient implements NodeGuard, TreeWatcher {
  readonly #options: GuardClientOptions;
  readonly #trees = new Map<string, TreeIdentity>();
  readonly #members = new Map<string, readonly ProcessRef[]>();
  readonly #expiredListeners: (() => void)[] = [];
  readonly #unguardedListeners: (() => void)[] = [];
  readonly #respawnedListeners: ((pid: number) => void)[] = [];
  #child: ChildProcess | null = null;
  #ready = false;
  #stopping = false;
  #renewal: { sentAt: number; leaseMs: number } | null = null;
  #unheardSince: number | null = null;
  #deafTimer: Timer | null = null;
  #retryMs = FIRST_RETRY_MS;
  #retryTimer: Timer | null = null;
  #unguardedTimer: Timer | null = null;
  #firstReady: (() => void) | null = null;

  constructor(options: GuardClientOptions) {
    this.#options = options;
  }

  /** Pid of the guard; null while there is none. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** True while a guard that has heard our hello is alive. A node starts nothing while this is false. */
  get guarded(): boolean {
    return this.#ready;
  }

  /** Starts the guard; resolves with its pid once it guards. Rejects when none can be had within 5 s. */
  start(): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = this.#options.clock.timer(UNGUARDED_MS, () => {
        this.#firstReady = null;
        void this.stop();
        reject(new Error('the guard process could not be started'));
      });
      this.#firstReady = () => {
        timer.cancel();
        resolve(this.pid ?? 0);
      };
      this.#spawn();
    });
  }

  /** Closes the pipe: the guard kills whatever of this boot is still alive and ends. Resolves when it has. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#ready = false;
    this.#retryTimer?.cancel();
    this.#unguardedTimer?.cancel();
    this.#heard();
    const child = this.#child;
    if (child === null) return;
    await new Promise<void>((resolve) => {
      const timer = this.#options.clock.timer(STOP_MS, resolve);
      child.once('exit', () => {
        timer.cancel();
        resolve();
      });
      child.stdin?.end();
    });
  }

  treeStarted(identity: TreeIdentity): void {
    this.#trees.set(identity.tag, identity);
    this.#tell({ type: 'tree', tree: identity });
  }

  membersSeen(tag: string, members: readonly ProcessRef[]): void {
    if (!this.#trees.has(tag)) return;
    this.#members.set(tag, members);
    this.#tell({ type: 'members', tag, members });
  }

  treeEnded(tag: string): void {
    this.#members.delete(tag);
    if (this.#trees.delete(tag)) this.#tell({ type: 'treeEnded', tag });
  }

  renewed(sentAtUptimeMs: number, leaseSeconds: number): void {
    this.#renewal = { sentAt: sentAtUptimeMs, leaseMs: leaseSeconds * 1000 };
    this.#tell({ type: 'renewed', ...this.#renewal });
    this.#expectAnswer();
  }

  onExpired(listener: () => void): void {
    this.#expiredListeners.push(listener);
  }

  onUnguarded(listener: () => void): void {
    this.#unguardedListeners.push(listener);
  }

  /** Called with the pid of each guard that took the place of a dead one. */
  onRespawned(listener: (pid: number) => void): void {
    this.#respawnedListeners.push(listener);
  }

  #spawn(): void {
    this.#retryTimer = null;
    const { bootId, node, logFile, compileCache } = this.#options;
    const argv = this.#options.guardArgv ?? [process.execPath, ...SMALL, guardProgram()];
    const [file = '', ...args] = argv;
    let log: number | null = null;
    try {
      log = logFile === undefined ? null : openSync(logFile, 'a');
      const child = spawn(file, args, {
        cwd: '/',
        env: {
          [GUARD_OF_VARIABLE]: bootId,
          [GUARD_NODE_VARIABLE]: markText(node),
          ...(compileCache === undefined ? {} : { NODE_COMPILE_CACHE: compileCache }),
        },
        detached: true,
        windowsHide: true,
        stdio: ['pipe', 'pipe', log ?? 'ignore'],
      });
      this.#attach(child);
    } catch (error) {
      this.#gone(null, error instanceof Error ? error.message : String(error));
    } finally {
      if (log !== null) closeSync(log);
    }
  }

  #attach(child: ChildProcess): void {
    this.#child = child;
    const { stdin, stdout } = child;
    child.once('error', (error) => this.#gone(child, error.message));
    child.once('exit', (code, signal) => this.#gone(child, `ended with ${signal ?? code ?? 'nothing'}`));
    if (child.pid === undefined || stdin === null || stdout === null) return;
    stdin.on('error', () => {});
    stdout.on('error', () => {});
    readMessages<GuardMessage>(stdout, GUARD_MESSAGE_TYPES, (message) => this.#onMessage(child, message));
    const { bootId, node, leaseSeconds = 15, restart = null, supervisor = null } = this.#options;
    const { pid, startTime } = node;
    this.#write(child, {
      type: 'hello',
      bootId,
      node: { pid, startTime },
      leaseMs: leaseSeconds * 1000,
      restart,
      supervisor,
    });
    if (this.#renewal !== null) this.#write(child, { type: 'renewed', ...this.#renewal });
    for (const tree of this.#trees.values()) this.#write(child, { type: 'tree', tree });
    for (const [tag, members] of this.#members) this.#write(child, { type: 'members', tag, members });
  }

  #onMessage(child: ChildProcess, message: GuardMessage): void {
    if (child !== this.#child || this.#stopping) return;
    switch (message.type) {
      case 'ready':
        this.#onReady(child);
        return;
      case 'ping':
        this.#write(child, { type: 'pong', id: message.id });
        return;
      case 'heard':
        this.#heard();
        return;
      case 'expired':
        this.#options.log.warn(
          { trees: message.tags },
          'the lease has run out: the guard has killed all runs',
        );
        for (const listener of this.#expiredListeners) listener();
        return;
    }
  }

  #expectAnswer(): void {
    const { clock, log } = this.#options;
    const child = this.#child;
    if (!this.#ready || child === null || this.#deafTimer !== null) return;
    const now = clock.uptimeMs();
    this.#unheardSince ??= now;
    if (now - this.#unheardSince < DEAF_MS) return;
    this.#deafTimer = clock.timer(DEAF_GRACE_MS, () => {
      this.#deafTimer = null;
      log.warn({ pid: child.pid ?? 0 }, 'the guard does not answer: killed');
      child.kill('SIGKILL');
    });
  }

  #heard(): void {
    this.#unheardSince = null;
    this.#deafTimer?.cancel();
    this.#deafTimer = null;
  }

  #onReady(child: ChildProcess): void {
    this.#ready = true;
    this.#retryMs = FIRST_RETRY_MS;
    this.#unguardedTimer?.cancel();
    this.#unguardedTimer = null;
    const first = this.#firstReady;
    this.#firstReady = null;
    if (first !== null) first();
    else for (const listener of this.#respawnedListeners) listener(child.pid ?? 0);
  }

  #gone(child: ChildProcess | null, reason: string): void {
    if (child !== this.#child) return;
    this.#child = null;
    this.#ready = false;
    this.#heard();
    if (this.#stopping) return;
    const { clock, log } = this.#options;
    log.warn({ reason }, 'the guard is gone: starting another');
    if (this.#unguardedTimer === null && this.#firstReady === null) {
      this.#unguardedTimer = clock.timer(UNGUARDED_MS, () => {
        log.error({}, 'no guard for 5 s: the node stops its runs');
        // One that started but never answered makes room for the next.
        this.#child?.kill('SIGKILL');
        for (const listener of this.#unguardedListeners) listener();
      });
    }
    this.#retryTimer = clock.timer(this.#retryMs, () => this.#spawn());
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  #tell(message: NodeMessage): void {
    // One that is starting has been told everything in the order of its hello, so later changes simply follow.
    if (this.#child?.pid !== undefined) this.#write(this.#child, message);
  }

  #write(child: ChildProcess, message: NodeMessage): void {
    if (child.stdin?.writable === true) child.stdin.write(encodeMessage(message));
  }
}

/** The guard's entry file beside this one, with the ending that this version of us runs with. */
function guardProgram(): string {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return fileURLToPath(new URL(`./guard-main.${ending}`, import.meta.url));
}
