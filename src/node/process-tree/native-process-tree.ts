import { type ChildProcess, spawn } from 'node:child_process';
import { Readable, Writable } from 'node:stream';
import type { Clock, Timer } from '../../ports/clock.ts';
import { groupSignals } from './group-signals.ts';
import { hostProcessTable } from './host-process-table.ts';
import {
  childOomScore,
  findSetpriv,
  hasShell,
  launchLine,
  setOomScore,
  survivesShell,
} from './launch-line.ts';
import { MemberWatch } from './member-watch.ts';
import { type ProcessRef, type ProcessTable, signalProcess } from './process-table.ts';
import type {
  LeaderExit,
  ProcessTree,
  SpawnFault,
  SpawnResult,
  Tree,
  TreeSpec,
  TreeWatcher,
} from './process-tree.ts';
import { findProgram } from './program-path.ts';
import { findCgroupBase, makeCgroup, removeCgroup } from './tree-cgroup.ts';
import { type SweepFinding, type SweepTarget, sweep, type TrackedTree, trackTree } from './tree-sweep.ts';
import { TREE_TAG_VARIABLE } from './tree-tag.ts';
import { killFound, killUntilGone, lookUntilSeen, pause } from './until-gone.ts';

const DEFAULT_GRACE_MS = 5_000;
/** Longer than a process takes to begin another program. */
const EXEC_MS = 20;
const DEFAULT_DRAIN_MS = 1_000;
/** Longest time between two looks at a tree that has been asked to end. */
const STOP_POLL_MS = 100;

/** What `NativeProcessTree` is built with; all but the clock have defaults for this system. */
export interface NativeProcessTreeOptions {
  readonly clock: Clock;
  /** Hears of every tree (default: nobody). */
  readonly watcher?: TreeWatcher;
  readonly table?: ProcessTable;
  /** Path of a fit `setpriv`, or null to go without (default: looked for once). */
  readonly setpriv?: string | null;
  /** Folder to make cgroups in, or null to go without (default: our own cgroup, where it is writable). */
  readonly cgroupBase?: string | null;
  /** Whether programs may be started by a shell; without one they have neither cgroup nor gate (default: where there is one). */
  readonly shell?: boolean;
  /** How many signals for our whole process group (`groupSignals`) this process has outlived (default: none). */
  readonly interruptions?: () => number;
}

/**
 * Process trees by what the system offers: a process group and session per tree, children that die with us
 * (`setpriv`), a cgroup where there is a writable one (else a watch over who descends from whom), and sweeps over the process list for what escapes all three. Tested on Linux;
 * on other systems the sweeps know less (see their process tables) and it is untested.
 */
export class NativeProcessTree implements ProcessTree {
  readonly #clock: Clock;
  readonly #watcher: TreeWatcher | null;
  readonly #table: ProcessTable;
  readonly #setpriv: string | null;
  readonly #cgroupBase: string | null;
  readonly #shell: boolean;
  readonly #interruptions: () => number;
  readonly #members: MemberWatch;
  readonly #oomScore = childOomScore();
  readonly #tracked = new WeakMap<Tree, TrackedTree>();
  readonly #ended = new WeakSet<Tree>();

  constructor(options: NativeProcessTreeOptions) {
    this.#clock = options.clock;
    this.#watcher = options.watcher ?? null;
    this.#table = options.table ?? hostProcessTable();
    this.#setpriv = options.setpriv === undefined ? findSetpriv() : options.setpriv;
    this.#cgroupBase = options.cgroupBase === undefined ? findCgroupBase() : options.cgroupBase;
    this.#shell = options.shell ?? hasShell();
    this.#interruptions = options.interruptions ?? (() => 0);
    this.#members = new MemberWatch({
      clock: this.#clock,
      table: this.#table,
      onSeen: (tree, members) => this.#watcher?.membersSeen(tree.identity.tag, members),
    });
  }

  async spawnTree(spec: TreeSpec): Promise<SpawnResult> {
    const [name = '', ...rest] = spec.argv;
    const program = findProgram(name, spec.cwd, spec.env['PATH']);
    if (!program.ok) return program;
    const env = { ...spec.env, [TREE_TAG_VARIABLE]: spec.tag };
    const mayShell = this.#shell && survivesShell(env);
    const cgroup = mayShell ? makeCgroup(this.#cgroupBase, spec.tag) : null;
    const stdio: 'pipe'[] = Array.from({ length: spec.channel === true ? 4 : 3 }, () => 'pipe');
    // A program that ends at once would have closed its pipes before we look at them.
    const gate = cgroup === null && mayShell && this.#table.openFiles ? stdio.length : undefined;
    const [file = '', ...args] = launchLine({
      argv: [program.path, ...rest],
      env,
      setpriv: this.#setpriv,
      cgroup,
      ...(gate === undefined ? {} : { gate }),
    });
    let child: ChildProcess;
    const interruptions = this.#interruptions();
    try {
      child = spawn(file, args, {
        ...{ cwd: spec.cwd, env, detached: true, windowsHide: true },
        stdio: gate === undefined ? stdio : [...stdio, 'pipe'],
      });
    } catch (error) {
      removeCgroup(cgroup);
      return { ok: false, fault: spawnFault(error) };
    }
    // Between fork and setsid it still belongs to our group.
    const exited = leaderExit(child, () => this.#interruptions() > interruptions);
    const { pid, stdin, stdout, stderr } = child;
    if (pid === undefined || stdin === null || stdout === null || stderr === null) {
      removeCgroup(cgroup);
      return { ok: false, fault: spawnFault(await failure(child)) };
    }
    setOomScore(pid, this.#oomScore);
    // Not reaped before we return to the event loop, so the row is there even if it has already ended.
    const startTime = this.#startTimeOf(pid);
    // A program that ends without reading its input is no fault of ours.
    stdin.on('error', () => {});
    const named = { tag: spec.tag, pid, startTime, cgroup };
    const pipes = cgroup === null ? this.#pipesOf(pid, stdio.length) : [];
    const identity = { ...named, ...(pipes.length === 0 ? {} : { pipes }) };
    const channel = spec.channel === true ? channelOf(child) : null;
    const tree: Tree = { identity, stdin, stdout, stderr, channel, exited };
    const tracked = trackTree(identity);
    this.#tracked.set(tree, tracked);
    this.#watcher?.treeStarted(identity);
    // Elsewhere a look at the process list costs a process.
    if (cgroup === null && process.platform === 'linux') this.#members.add(tracked);
    if (gate !== undefined) openGate(child, gate);
    return { ok: true, tree };
  }

  async stopTree(tree: Tree, options: { readonly graceMs?: number } = {}): Promise<void> {
    const deadline = this.#clock.uptimeMs() + (options.graceMs ?? DEFAULT_GRACE_MS);
    const target = this.#target(tree);
    const asked = new Set<string>();
    for (let wait = 10; ; wait = Math.min(wait * 2, STOP_POLL_MS)) {
      const members = await lookUntilSeen(this.#clock, () => {
        const found = sweep(this.#table, target).members;
        if (this.#clock.uptimeMs() < deadline) this.#ask(tree, found, asked);
        return found;
      });
      const rest = deadline - this.#clock.uptimeMs();
      if (members.length === 0 || rest <= 0) break;
      await pause(this.#clock, Math.min(wait, rest));
    }
    await this.#killUntilGone(tree, target);
  }

  async killTree(tree: Tree): Promise<void> {
    await this.#killUntilGone(tree, this.#target(tree));
  }

  async leftovers(tree: Tree): Promise<readonly ProcessRef[]> {
    const look = () => lookUntilSeen(this.#clock, () => sweep(this.#table, this.#target(tree)).members);
    let members = await look();
    if (members.length === 0 && tree.identity.cgroup === null) {
      // Without a cgroup one is known by its environment, which nobody can read while it executes another program.
      await pause(this.#clock, EXEC_MS);
      members = await look();
    }
    if (members.length === 0) this.#end(tree);
    return members;
  }

  async drainOutput(
    tree: Tree,
    {
      timeoutMs = DEFAULT_DRAIN_MS,
      held = () => false,
    }: { readonly timeoutMs?: number; readonly held?: () => boolean } = {},
  ): Promise<'ended' | 'cut'> {
    const streams = [tree.stdout, tree.stderr, ...(tree.channel === null ? [] : [tree.channel])];
    const ended = Promise.all(streams.map(streamClosed)).then(() => 'ended' as const);
    const cut = new Promise<'cut'>((resolve) => {
      const arm = (): Timer =>
        this.#clock.timer(timeoutMs, () => {
          if (held()) timer = arm();
          else resolve('cut');
        });
      let timer = arm();
      void ended.then(() => timer.cancel());
    });
    const outcome = await Promise.race([ended, cut]);
    for (const stream of streams) stream.destroy();
    return outcome;
  }

  /** 0 where it can't be seen: then its tree is found by its tag. */
  #startTimeOf(pid: number): number {
    try {
      return this.#table.row(pid)?.startTime ?? 0;
    } catch {
      return 0;
    }
  }

  /** Its ends of our pipes: its first files, which what is opened on the way to the program can't take. */
  #pipesOf(pid: number, count: number): readonly string[] {
    try {
      const open = this.#table.openFiles?.(pid) ?? [];
      return [...open].flatMap(([fd, file]) => (fd < count ? [file] : []));
    } catch {
      return [];
    }
  }

  /** Asks each process once. One that is stopped must run again to hear it. */
  #ask(tree: Tree, members: readonly ProcessRef[], asked: Set<string>): void {
    for (const member of members) {
      const key = `${member.pid}:${member.startTime}`;
      if (asked.has(key)) continue;
      asked.add(key);
      if (process.platform === 'win32') {
        // A signal would be a kill there: the program is asked by a line on its input.
        if (member.pid === tree.identity.pid && tree.stdin.writable) tree.stdin.write('stop\n');
        continue;
      }
      signalProcess(this.#table, member, 'SIGTERM');
      signalProcess(this.#table, member, 'SIGCONT');
    }
  }

  async #killUntilGone(tree: Tree, target: SweepTarget): Promise<void> {
    await killUntilGone(
      this.#clock,
      () => sweep(this.#table, target),
      (finding: SweepFinding) => killFound(this.#table, target, finding),
    );
    this.#end(tree);
  }

  #target(tree: Tree): SweepTarget {
    return { trees: [this.#trackedOf(tree)] };
  }

  #trackedOf(tree: Tree): TrackedTree {
    const known = this.#tracked.get(tree) ?? trackTree(tree.identity);
    this.#tracked.set(tree, known);
    return known;
  }

  #end(tree: Tree): void {
    if (this.#ended.has(tree)) return;
    this.#ended.add(tree);
    this.#members.remove(this.#trackedOf(tree));
    removeCgroup(tree.identity.cgroup);
    this.#watcher?.treeEnded(tree.identity.tag);
  }
}

/** Its end of the fourth pipe; an error of it means no more than its end. */
function channelOf(child: ChildProcess): Readable | null {
  const pipe = child.stdio[3];
  if (!(pipe instanceof Readable)) return null;
  pipe.on('error', () => {});
  return pipe;
}

/** Lets a held program begin. */
function openGate(child: ChildProcess, fd: number): void {
  const gate = child.stdio[fd];
  if (!(gate instanceof Writable)) return;
  // It may have been killed meanwhile.
  gate.on('error', () => {});
  gate.end('\n', () => gate.destroy());
}

function leaderExit(child: ChildProcess, groupWasSignalled: () => boolean): Promise<LeaderExit> {
  return new Promise((resolve) => {
    // 'exit' and not 'close', which waits for everybody who holds a pipe.
    child.once('exit', (code, signal) => {
      const interrupted = signal !== null && groupSignals.includes(signal) && groupWasSignalled();
      resolve({ code, signal, interrupted });
    });
  });
}

function failure(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => {
    child.once('error', resolve);
  });
}

function streamClosed(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.closed || stream.readableEnded) resolve();
    else {
      stream.once('end', () => resolve());
      stream.once('close', () => resolve());
    }
  });
}

function spawnFault(error: unknown): SpawnFault {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const message = error instanceof Error ? error.message : String(error);
  switch (code) {
    case 'ENOENT':
    case 'EACCES':
    case 'E2BIG':
      return { code, message };
    case 'EAGAIN':
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOMEM':
      return { code: 'EAGAIN', message };
    default:
      return { code: 'EINVAL', message };
  }
}
