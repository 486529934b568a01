/**
 * A herd of real processes for scenarios and proofs: `drover up` (or `server` and `node` apart) in a temporary folder on a
 * free port, with the configuration given. Nothing of it lives when `withHerd` is over, however that comes about; when it
 * fails, the error carries the ends of all logs.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApiError } from '../../src/client/api-error.ts';
import { type Client, createClient } from '../../src/client/client.ts';
import type { Run } from '../../src/contract/run.ts';
import { isFinal } from '../../src/contract/run-states.ts';
import type { SubmitRequest } from '../../src/contract/submit.ts';
import type { NodeLockInfo } from '../../src/node/node-lock.ts';
import { LinuxProcessTable } from '../../src/node/process-tree/linux-process-table.ts';
import { findCgroupBase, listCgroups, removeCgroup } from '../../src/node/process-tree/tree-cgroup.ts';
import { freePort } from './free-port.ts';
import { Journal } from './journal.ts';
import { fixtureProgram, killAll, livingOfFolder } from './living-processes.ts';
import { until } from './until.ts';

const program = fileURLToPath(new URL('../../bin/drover.js', import.meta.url));
/** Shared by the herds, so that only the first one reads TypeScript. */
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/drover', import.meta.url));
const table = new LinuxProcessTable();
const startMs = 20_000;
const endMs = 10_000;
const stopMs = 30_000;
const logLines = 40;
/** Runs of one batch, as the API allows. */
const batchSize = 1000;

export interface HerdOptions {
  /** Flows as `drover.config.json` has them; see `workerFlow`. */
  readonly flows: readonly Readonly<Record<string, unknown>>[];
  /** Default 5. */
  readonly slots?: number;
  readonly limits?: Readonly<Record<string, number>>;
  /** Schedules as `drover.config.json` has them. */
  readonly schedules?: readonly Readonly<Record<string, unknown>>[];
  /** Environment beyond what every herd gets. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface WorkerOptions {
  /** Seconds that an attempt works. */
  readonly work: number;
  /** Seconds that the first attempt works; default: as the others. */
  readonly first?: number;
  /** Of a first attempt; default alone. */
  readonly family?: 'alone' | 'plain' | 'setsid' | 'survivor' | 'stubborn';
}

/** Runs a scenario in a herd that has not been started yet, and cleans up. */
export async function withHerd<T>(
  options: HerdOptions,
  scenario: (herd: HerdProcess) => Promise<T>,
): Promise<T> {
  const herd = new HerdProcess(options, await freePort());
  try {
    return await scenario(herd);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${herd.logs()}`, {
      cause: error,
    });
  } finally {
    await herd.close();
  }
}

/** A herd; made by `withHerd`. */
export class HerdProcess {
  readonly folder: string;
  readonly dataFolder: string;
  readonly configPath: string;
  /** What the workers wrote. */
  readonly journal: Journal;
  readonly url: string;
  /** As administrator; its token outlives restarts. */
  readonly client: Client;
  readonly #options: HerdOptions;
  readonly #env: Readonly<Record<string, string>>;
  readonly #children: ChildProcess[] = [];

  constructor(options: HerdOptions, port: number) {
    this.folder = mkdtempSync(join(tmpdir(), 'drover-herd-'));
    this.dataFolder = join(this.folder, 'data');
    const evidence = join(this.folder, 'evidence');
    mkdirSync(evidence);
    this.journal = new Journal(join(evidence, 'journal'));
    this.configPath = join(this.folder, 'drover.config.json');
    this.#options = options;
    this.configure({});
    const token = `test-token-of-${this.folder.slice(-6)}`;
    this.url = `http://127.0.0.1:${port}`;
    this.#env = {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      HOME: this.folder,
      NODE_COMPILE_CACHE: compileCache,
      DROVER_CONFIG: this.configPath,
      DROVER_DATA: this.dataFolder,
      DROVER_PORT: String(port),
      DROVER_ADMIN_TOKEN: token,
      ...options.env,
    };
    this.client = createClient({ url: this.url, token });
  }

  /** Writes the configuration, with this in place of what the herd was made with. */
  configure(more: Pick<HerdOptions, 'schedules'>): void {
    const { flows, limits = {}, slots = 5, schedules = [] } = { ...this.#options, ...more };
    const config = JSON.stringify({ flows, limits, schedules, node: { slots } });
    writeFileSync(this.configPath, config.replaceAll('EVIDENCE', join(this.folder, 'evidence')));
  }

  /** Starts `drover up`; resolves with its pid once it has a connected node. It leads a process group of its own. */
  async up(env: Readonly<Record<string, string>> = {}): Promise<number> {
    const pid = this.launch('up', env);
    await this.serving(pid);
    await this.connected();
    return pid;
  }

  /** Stops in order what was launched last; resolves when it has ended. */
  async stop(): Promise<void> {
    const child = this.#children.at(-1);
    child?.kill('SIGTERM');
    await until(
      'the end of what was stopped',
      () => child?.exitCode !== null || child.signalCode !== null,
      stopMs,
    );
  }

  /** Starts a part by its command (`up`, `server`, `node`); waits for nothing. */
  launch(command: 'up' | 'server' | 'node', env: Readonly<Record<string, string>> = {}): number {
    const output = openSync(join(this.folder, `${command}.txt`), 'a');
    const child = spawn(process.execPath, [program, command], {
      cwd: this.folder,
      env: { ...this.#env, ...env },
      stdio: ['ignore', output, output],
      detached: true,
    });
    closeSync(output);
    this.#children.push(child);
    if (child.pid === undefined) throw new Error(`drover ${command} could not be started`);
    return child.pid;
  }

  /** Waits until the server with this pid (default: any) answers. */
  async serving(pid?: number): Promise<void> {
    await until(
      'a server that answers',
      async () => {
        this.#expectAlive(pid);
        const health = await reached(this.client.health());
        return health !== undefined && (pid === undefined || health.pid === pid);
      },
      startMs,
    );
  }

  /** Waits until the live node of this data folder is connected; resolves with who it is. */
  connected(): Promise<NodeLockInfo> {
    return until(
      'the live node connected',
      async () => {
        const live = this.liveNode();
        const page = live !== null && (await reached(this.client.nodes({ state: 'connected' })));
        const known = page && page.items.some((node) => node.pid === live?.pid);
        return known && live !== null && live.guardPid !== null && live;
      },
      startMs,
    );
  }

  /** The node that lives in the data folder now. */
  liveNode(): NodeLockInfo | null {
    // Not by its lock, which would be taken for an instant and so seen by the parts under test.
    const info = nodeInfoIn(this.dataFolder);
    const row = info && table.row(info.pid);
    return row !== null && row.alive && row.startTime === info?.startTime ? info : null;
  }

  /** The live node; throws when there is none. */
  node(): NodeLockInfo {
    const live = this.liveNode();
    if (live === null) throw new Error('no node lives in the data folder');
    return live;
  }

  /** Submits all, 1,000 a call; resolves with the runs in order. Throws when one is refused. */
  async submitAll(bodies: readonly SubmitRequest[]): Promise<Run[]> {
    const runs: Run[] = [];
    for (let from = 0; from < bodies.length; from += batchSize) {
      const { results } = await this.client.submitBatch({ runs: bodies.slice(from, from + batchSize) });
      for (const result of results) {
        if ('error' in result) throw new Error(`refused: ${result.error.detail}`);
        runs.push(result.run);
      }
    }
    return runs;
  }

  /** Waits until no run is left that has not ended; unanswered calls (a server being killed) are put up with. */
  async allEnded(timeoutMs: number): Promise<void> {
    const page = { limit: 1, state: ['scheduled', 'blocked', 'queued', 'running', 'retrying'] } as const;
    await until(
      'the end of all runs',
      async () => (await reached(this.client.runs(page)))?.items.length === 0,
      timeoutMs,
      50,
    );
  }

  /** Waits until the run has ended; resolves with it. */
  ended(id: string, timeoutMs: number): Promise<Run> {
    return until(
      `the end of ${id}`,
      async () => {
        const run = await reached(this.client.run(id));
        return run !== undefined && isFinal(run.state) ? run : undefined;
      },
      timeoutMs,
    );
  }

  /** Every run, page by page. */
  async allRuns(): Promise<Run[]> {
    const runs: Run[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<Client['runs']>> = await this.client.runs({
        limit: 200,
        ...(cursor === null ? {} : { cursor }),
      });
      runs.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return runs;
  }

  /** Waits until this many attempts have begun. */
  async started(count: number, timeoutMs: number): Promise<void> {
    await until(`${count} started attempts`, () => this.journal.starts().length >= count, timeoutMs);
  }

  /** The ends of all logs. */
  logs(): string {
    const files = globSync(['*.txt', 'data/logs/*.log', 'data/node/*.log', 'data/node/output.txt'], {
      cwd: this.folder,
    });
    const tails = files.map((file) => {
      const lines = readFileSync(join(this.folder, file), 'utf8').trim().split('\n');
      return `--- ${file}\n${lines.slice(-logLines).join('\n')}`;
    });
    return tails.join('\n');
  }

  /** Kills everything and removes the folder. */
  async close(): Promise<void> {
    const nodeId = nodeIdIn(this.dataFolder);
    try {
      await until(
        'the end of everything killed',
        () => {
          const living = livingOfFolder(this.folder);
          killAll(living);
          return living.length === 0;
        },
        endMs,
      );
    } finally {
      if (nodeId !== null) {
        for (const cgroup of listCgroups(findCgroupBase(), (tag) => tag.startsWith(`${nodeId}.`)))
          removeCgroup(cgroup);
      }
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  #expectAlive(pid: number | undefined): void {
    const child = this.#children.find((one) => one.pid === pid);
    if (child !== undefined && child.exitCode !== null)
      throw new Error(`the process ended with ${child.exitCode} at its start`);
  }
}

/** A flow whose program is `shop-worker.sh`; see there for what it does. */
export function workerFlow(
  name: string,
  worker: WorkerOptions,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const { work, first = work, family = 'alone' } = worker;
  return {
    kind: 'command',
    name,
    command: [fixtureProgram('shop-worker.sh'), 'EVIDENCE', String(work), String(first), family],
    ...more,
  };
}

/** The answer, or undefined while the server can't be reached or can't answer now. */
export async function reached<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (
      error instanceof ApiError &&
      (error.status === 0 || error.status >= 500 || error.code === 'unreachable')
    )
      return undefined;
    throw error;
  }
}

/** What the node's lock says of its holder. */
function nodeInfoIn(dataFolder: string): NodeLockInfo | null {
  try {
    return JSON.parse(readFileSync(join(dataFolder, 'node', 'node.pid'), 'utf8')) as NodeLockInfo;
  } catch {
    return null;
  }
}

function nodeIdIn(dataFolder: string): string | null {
  try {
    return readFileSync(join(dataFolder, 'node', 'node-id'), 'utf8').trim();
  } catch {
    return null;
  }
}
