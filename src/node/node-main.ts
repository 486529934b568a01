import { mkdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { FlowDefinition } from '../contract/manifest.ts';
import { missingFiles } from '../domain/missing-files.ts';
import type { OfferedSlots } from '../domain/slots.ts';
import type { Clock } from '../ports/clock.ts';
import type { Executor } from '../ports/executor.ts';
import type { Ids } from '../ports/ids.ts';
import type { InputFiles } from '../ports/input-files.ts';
import type { LinkDialer } from '../ports/link.ts';
import type { Logger } from '../ports/logger.ts';
import type { ProcessLocks } from '../ports/process-lock.ts';
import type { Spool } from '../ports/spool.ts';
import { EngineHttp } from './engine/engine-http.ts';
import { FlowThreadPool } from './executors/flow-thread-pool.ts';
import { withInputFiles } from './executors/input-files.ts';
import { passedEnvironment } from './executors/program-environment.ts';
import { createExecutorRegistry } from './executors/registry.ts';
import { GuardClient } from './guard/guard-client.ts';
import type { NodeRestart } from './guard/guard-protocol.ts';
import { guardedTrees } from './guarded-trees.ts';
import { keepProcessAlive } from './keep-alive.ts';
import { createNodeAgent, type NodeEvent, type NodeState } from './node-agent.ts';
import { lockNode, type NodeIdentity, type NodeLockInfo } from './node-lock.ts';
import type { OfferedWork } from './offers.ts';
import { hostProcessTable } from './process-tree/host-process-table.ts';
import { NativeProcessTree } from './process-tree/native-process-tree.ts';
import type { ProcessRef, ProcessTable } from './process-tree/process-table.ts';
import type { ProcessTree } from './process-tree/process-tree.ts';
import { killStaleTrees } from './process-tree/stale-trees.ts';
import { findCgroupBase } from './process-tree/tree-cgroup.ts';
import { isBootOfNode } from './process-tree/tree-tag.ts';

/** What a node gets from its configuration and can be given anew. */
export interface NodeWork extends OfferedSlots {
  readonly tags: readonly string[];
  readonly flows: readonly FlowDefinition[];
}

/** What a node process is made of; the command line fills it in. */
export interface NodeOptions extends NodeWork {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly locks: ProcessLocks;
  readonly dialer: LinkDialer;
  /** Files that parameters name (default: none can be had). */
  readonly inputFiles?: InputFiles;
  /** Opens the journal of results at this path. */
  readonly openSpool: (path: string) => Spool & { close(): void };
  /** The node's own data folder, made when absent: lock, id, results, work folders. One node at a time uses it. */
  readonly dataFolder: string;
  /** As people see it; null = the host's name. */
  readonly name: string | null;
  readonly version: string;
  /** The process's environment: programs get the allowed part of it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names (or beginnings, `ABC_*`) that programs may get besides PATH, HOME, LANG, LC_*, TZ, TMPDIR (default none). */
  readonly allowEnvironment?: readonly string[];
  /** How the guard replaces this node when it hangs (default: it is only killed). */
  readonly restart?: NodeRestart;
  /** The process that restarts this node by itself, such as `drover up`. */
  readonly supervisorPid?: number;
  /** How many signals for the whole process group this process has outlived (default: none). */
  readonly interruptions?: () => number;
  /** Called as things happen; must not throw. */
  readonly onEvent?: (event: NodeEvent) => void;
}

/** A node that runs in this process. */
export interface RunningNode {
  readonly nodeId: string;
  readonly bootId: string;
  readonly name: string;
  /** Pid of the guard; null while there is none. */
  guardPid(): number | null;
  state(): NodeState;
  drain(on: boolean): void;
  /** Offers something else from now on; running attempts go on with the program that they started with. */
  offer(work: NodeWork): void;
  /**
   * Resolves with the reason when this node can't go on (no guard can be had); everything that ran is killed by then, and
   * the process should end with a failure so that its supervisor starts it anew.
   */
  readonly fatal: Promise<string>;
  /** Ends in order: running attempts get `graceMs` to end by themselves. Nothing of the node runs when it resolves. */
  stop(options: { readonly graceMs: number }): Promise<void>;
}

/** Another live node uses the data folder. */
export class NodeFolderInUse extends Error {
  /** Null when it has not said yet who it is. */
  readonly holder: NodeLockInfo | null;

  constructor(dataFolder: string, holder: NodeLockInfo | null) {
    const by = holder === null ? 'another node' : `the node with pid ${holder.pid}`;
    super(`the data folder ${dataFolder} is used by ${by}`);
    this.name = 'NodeFolderInUse';
    this.holder = holder;
  }
}

/**
 * Starts a node: takes the lock of its data folder, kills what dead boots of it left, starts the guard, then dials the
 * server. Resolves once the guard guards; it does not wait for the server. Rejects with `NodeFolderInUse` when another process
 * uses the data folder, with the system's error when the folder can't be written, and when no guard can be started.
 */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const { dataFolder } = options;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const table = hostProcessTable();
  const locked = lockNode(dataFolder, options.locks, table);
  if (!locked.ok) throw new NodeFolderInUse(dataFolder, locked.holder);
  const { identity } = locked;
  const letEnd = keepProcessAlive();
  try {
    const node = await startLocked(options, identity, table);
    return {
      ...node,
      stop: async (how) => {
        await node.stop(how);
        letEnd();
      },
    };
  } catch (error) {
    letEnd();
    identity.release();
    throw error;
  }
}

async function startLocked(
  options: NodeOptions,
  identity: NodeIdentity,
  table: ProcessTable,
): Promise<RunningNode> {
  const { clock, logger, dataFolder } = options;
  const { info } = identity;
  const cgroupBase = findCgroupBase();
  const spared = await killStaleTrees({
    clock,
    table,
    isStale: (bootId) => isBootOfNode(bootId, info.nodeId) && bootId !== info.bootId,
    cgroupBase,
    here: info,
    log: logger,
  });
  if (spared.length > 0)
    logger.warn({ boots: spared }, 'older boots of this node are still guarded: left alone');

  const supervisor = processRef(table, options.supervisorPid);
  const guard = new GuardClient({
    clock,
    log: logger,
    bootId: info.bootId,
    node: info,
    logFile: join(dataFolder, 'guard.log'),
    compileCache: join(dataFolder, 'compile-cache'),
    ...(options.restart === undefined ? {} : { restart: options.restart }),
    ...(supervisor === null ? {} : { supervisor }),
  });
  guard.onRespawned((pid) => {
    try {
      identity.guardIs(pid);
    } catch (error) {
      // A full disk must not end what it guards: only whoever looks for it after our death misses its pid.
      logger.warn({ pid, error }, 'the lock of the data folder could not be told of the new guard');
    }
  });
  identity.guardIs(await guard.start());
  try {
    return startGuarded(
      options,
      identity,
      cgroupBase !== null,
      guard,
      new NativeProcessTree({
        clock,
        watcher: guard,
        table,
        cgroupBase,
        ...(options.interruptions === undefined ? {} : { interruptions: options.interruptions }),
      }),
    );
  } catch (error) {
    await guard.stop();
    throw error;
  }
}

function startGuarded(
  options: NodeOptions,
  identity: NodeIdentity,
  cgroups: boolean,
  guard: GuardClient,
  trees: ProcessTree,
): RunningNode {
  const { clock, ids, logger, dataFolder } = options;
  const { info } = identity;
  const name = options.name ?? hostname();
  const workRoot = join(dataFolder, 'work');
  // Only dead attempts can have left something here.
  rmSync(workRoot, { recursive: true, force: true });
  const spool = options.openSpool(join(dataFolder, 'results.ndjson'));
  const threads = new FlowThreadPool({
    clock,
    environment: passedEnvironment(options.environment, options.allowEnvironment ?? []),
    workRoot,
    logger,
  });
  const engines = { http: new EngineHttp(clock), clock, ids };
  const surroundings = {
    trees: guardedTrees(trees, guard, clock),
    bootId: info.bootId,
    workRoot,
    environment: options.environment,
    allow: options.allowEnvironment ?? [],
    logger,
    threads,
    engines,
  };
  const { inputFiles } = options;
  const withFiles = (executor: Executor): Executor =>
    inputFiles === undefined
      ? executor
      : withInputFiles(executor, { files: inputFiles, root: workRoot, logger });
  const offered = ({ slots, pools, poolSlots, tags, flows }: NodeWork): OfferedWork => ({
    offer: {
      slots,
      pools,
      poolSlots,
      tags,
      flows: flows.flatMap(({ name: flow, kind, hash, missing }) =>
        missing === undefined ? [{ name: flow, kind, hash }] : [],
      ),
      missing: missingFiles(flows),
    },
    executor: withFiles(createExecutorRegistry(flows, surroundings)),
  });
  const { promise: fatal, resolve: becomeFatal } = Promise.withResolvers<string>();
  const agent = createNodeAgent({
    clock,
    ids,
    dialer: options.dialer,
    ...offered(options),
    spool,
    guard,
    logger,
    identity: {
      nodeId: info.nodeId,
      bootId: info.bootId,
      // Where the system does not say, nothing may pass for unchanged.
      hostBootId: info.hostBootId ?? `unknown ${info.bootId}`,
      pidNamespace: info.pidNamespace ?? (process.platform === 'linux' ? `unknown ${info.bootId}` : 'none'),
      lockFile: identity.lockFile,
      ...(process.platform === 'linux' ? { cgroups } : {}),
      name,
      host: hostname(),
      pid: info.pid,
      os: `${process.platform} ${process.arch}`,
      version: options.version,
    },
    onEvent: (event) => {
      options.onEvent?.(event);
      if (event.kind === 'fatal') becomeFatal(event.reason);
    },
  });
  agent.start();
  return {
    nodeId: info.nodeId,
    bootId: info.bootId,
    name,
    guardPid: () => guard.pid,
    state: () => agent.state(),
    drain: (on) => agent.drain(on),
    offer: (work) => agent.offer(offered(work)),
    fatal,
    stop: async (how) => {
      await agent.stop(how);
      threads.close();
      engines.http.close();
      await guard.stop();
      spool.close();
      identity.release();
    },
  };
}

function processRef(table: ProcessTable, pid: number | undefined): ProcessRef | null {
  if (pid === undefined) return null;
  const row = table.row(pid);
  return row === null ? null : { pid, startTime: row.startTime };
}
