import { AsyncLocalStorage } from 'node:async_hooks';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { parentPort } from 'node:worker_threads';
import { BriefMap } from '../../domain/brief-map.ts';
import type { Flow } from '../../sdk/flow.ts';
import { provideOwnModules } from '../../sdk/own-modules.ts';
import { executeStart, notLoaded } from './execute-start.ts';
import { findFlow } from './find-flow.ts';
import type { FlowSaid, FlowStart, FlowTold, ThreadTold } from './flow-protocol.ts';
import { type HostTime, RemoteHost } from './remote-host.ts';

/**
 * A thread that executes inline flows, several at once, each as an asynchronous function. What they say in one turn of the
 * event loop goes to the node in one message. Modules are loaded once: a thread never sees two versions of one.
 */
interface Running {
  readonly key: number;
  readonly host: RemoteHost;
  /** Its end has been said. */
  ended: boolean;
}

const time: HostTime = {
  now: () => Date.now(),
  after: (ms, fn) => {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};
const running = new BriefMap<number, Running>();
const flows = new Map<string, Flow>();
const current = new AsyncLocalStorage<Running>();
let outbox: [number, FlowSaid][] = [];

provideOwnModules();
globalThis.console = new Console({ stdout: lines('out'), stderr: lines('err') });

parentPort?.on('message', (batch: string) => {
  // The node is the only one that writes here.
  for (const [key, told] of JSON.parse(batch) as ThreadTold) hear(key, told);
});

// What a flow started and did not wait for must not end its neighbours with it.
process.on('uncaughtException', strayError);
process.on('unhandledRejection', strayError);

function hear(key: number, told: FlowTold): void {
  if (told.tell !== 'start') running.get(key)?.host.told(told);
  // Only to be loaded.
  else if (key === 0) void load(told).catch(() => undefined);
  else {
    const host = new RemoteHost({
      say: (said) => say(key, said),
      log: (stream, text) => say(key, { say: 'log', stream, text }),
      time,
      artifacts: told.artifacts,
      cwd: told.cwd,
    });
    const run: Running = { key, host, ended: false };
    running.set(key, run);
    current.run(run, execute, run, told);
  }
}

function execute(run: Running, start: FlowStart): void {
  const flow = flows.get(idOf(start));
  const end =
    flow === undefined
      ? load(start).then((loaded) => executeStart(loaded, start, run.host), notLoaded)
      : executeStart(flow, start, run.host);
  void end.then((said) => finish(run, said));
}

async function load(start: FlowStart): Promise<Flow> {
  const found = await findFlow(start.flow, start.entry, start.config);
  flows.set(idOf(start), found);
  return found;
}

function finish(run: Running, said: FlowSaid): void {
  if (run.ended) return;
  run.ended = true;
  running.delete(run.key);
  say(run.key, said);
}

function say(key: number, said: FlowSaid): void {
  outbox.push([key, said]);
  if (outbox.length === 1) setImmediate(flush);
}

function flush(): void {
  const said = outbox;
  outbox = [];
  parentPort?.postMessage(JSON.stringify(said));
}

/** An error that nobody waited for: it fails the run that it belongs to. Without one, the thread can't be trusted. */
function strayError(error: unknown): void {
  const run = current.getStore();
  if (run === undefined) throw error;
  const words = error instanceof Error ? error.message : String(error);
  run.host.log('error', `an error that nobody waited for: ${inspect(error)}`);
  const failed = {
    type: 'EXIT',
    message: `an error that nobody waited for: ${words}`.slice(0, 4096),
  } as const;
  finish(run, {
    say: 'end',
    output: null,
    error: failed,
    stopped: run.host.stopped,
    usedFolder: run.host.usedFolder,
  });
  run.host.stop('stop');
}

/** What is printed, line by line, in the log of the run that prints it. */
function lines(stream: 'out' | 'err'): Writable {
  return new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      const run = current.getStore();
      if (run !== undefined && !run.ended) {
        for (const text of String(chunk).replace(/\n$/, '').split('\n'))
          say(run.key, { say: 'log', stream, text });
      }
      done();
    },
  });
}

function idOf({ flow, entry, config }: FlowStart): string {
  return `${flow}\0${entry}\0${config}`;
}
