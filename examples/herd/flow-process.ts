import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What a flow is run with, by hand or in a test, in place of a node. */
export interface FlowRun {
  /** File in `flows/`; `.py` is run by python3, all else by this Node. */
  readonly file: string;
  readonly siteUrl: string;
  /** Path of the database that it writes. */
  readonly database: string;
  readonly platform: string;
  readonly shopId: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly runId?: string;
}

/** A message that a flow sent, as it stood after `::drover::`. */
export type FlowMessage = Readonly<Record<string, unknown>>;

export interface FinishedFlow {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly messages: readonly FlowMessage[];
  readonly log: readonly string[];
  readonly stderr: string;
}

/** A flow that was started with the environment that a node gives it, and nothing else of ours but PATH. */
export interface FlowProcess {
  readonly child: ChildProcess;
  readonly finished: Promise<FinishedFlow>;
  /** Resolves with the first message that fits; rejects when the flow ends without one. */
  message(fits: (message: FlowMessage) => boolean): Promise<FlowMessage>;
}

const mark = '::drover::';

export function startFlow(run: FlowRun): FlowProcess {
  const folder = mkdtempSync(join(tmpdir(), 'herd-flow-'));
  const paramsFile = join(folder, 'params.json');
  writeFileSync(paramsFile, JSON.stringify(run.params));
  const program = run.file.endsWith('.py') ? 'python3' : process.execPath;
  const child = spawn(program, [join(import.meta.dirname, 'flows', run.file)], {
    env: {
      PATH: process.env.PATH,
      HERD_SITE_URL: run.siteUrl,
      HERD_DB: run.database,
      DROVER_RUN_ID: run.runId ?? 'run-1',
      DROVER_ATTEMPT: '1',
      DROVER_SHOP_ID: run.shopId,
      DROVER_PLATFORM: run.platform,
      DROVER_PARAMS_FILE: paramsFile,
      DROVER_ARTIFACTS_DIR: folder,
      PYTHONIOENCODING: 'utf-8',
      PYTHONUNBUFFERED: '1',
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const messages: FlowMessage[] = [];
  const log: string[] = [];
  const watchers = new Set<() => void>();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith(mark)) {
      // The flow's messages are JSON objects; a test that reads something else fails by it.
      messages.push(JSON.parse(line.slice(mark.length)) as FlowMessage);
      for (const watcher of watchers) watcher();
    } else {
      log.push(line);
    }
  });
  const finished = new Promise<FinishedFlow>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => {
      rmSync(folder, { recursive: true, force: true });
      resolve({ exitCode, messages, log, stderr });
    });
  });
  const message = (fits: (message: FlowMessage) => boolean): Promise<FlowMessage> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = messages.find(fits);
        if (found !== undefined) resolve(found);
      };
      watchers.add(look);
      look();
      finished.then(({ stderr: said }) => reject(new Error(`ended without such a message: ${said}`)), reject);
    });
  return { child, finished, message };
}

/** Runs a flow to its end. */
export function runFlow(run: FlowRun): Promise<FinishedFlow> {
  return startFlow(run).finished;
}
