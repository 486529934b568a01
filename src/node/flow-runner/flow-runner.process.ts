import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { provideOwnModules } from '../../sdk/own-modules.ts';
import { executeStart, notLoaded } from './execute-start.ts';
import { findFlow } from './find-flow.ts';
import type { FlowSaid, FlowStart, FlowTold } from './flow-protocol.ts';
import { type HostTime, RemoteHost } from './remote-host.ts';

/**
 * The process of one attempt of a TypeScript flow: reads its start from standard input, loads the flow, runs it, says how
 * it ended on file descriptor 3, and leaves with 0 or 1. What the flow prints is its log. Given `--break`, it stops in
 * the debugger that Node has waited for (`--inspect-wait`) once the flow is loaded.
 */
const channel = 3;
/** A signal may be faster than the line that gives its reason, ms. */
const reasonPatienceMs = 50;

const time: HostTime = {
  now: () => Date.now(),
  after: (ms, fn) => {
    const timer = setTimeout(fn, ms);
    return () => clearTimeout(timer);
  },
};
let host: RemoteHost | null = null;

provideOwnModules();
const input = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
input.on('line', (line) => {
  // On Windows the request to end is this word.
  if (line === 'stop') host?.stop('stop');
  else if (line !== '') {
    // The node is the only one that writes here.
    hear(JSON.parse(line) as FlowTold);
  }
});
process.on('SIGTERM', () => {
  time.after(reasonPatienceMs, () => host?.stop('stop'));
});

function hear(message: FlowTold): void {
  if (message.tell === 'start') void begin(message);
  else host?.told(message);
}

async function begin(start: FlowStart): Promise<void> {
  const own = new RemoteHost({ say, log: print, time, artifacts: start.artifacts, cwd: start.cwd });
  host = own;
  let end: FlowSaid;
  try {
    const flow = await findFlow(start.flow, start.entry, start.config);
    // Everything is loaded, nothing has run: the moment to set breakpoints, or to step into `run`.
    if (process.argv.includes('--break')) debugger;
    end = await executeStart(flow, start, own);
  } catch (error) {
    end = notLoaded(error);
  }
  say(end);
  leave(end.error === null ? 0 : 1);
}

function say(said: FlowSaid): void {
  const line = Buffer.from(`${JSON.stringify(said)}\n`);
  try {
    for (let at = 0; at < line.length; ) at += writeSync(channel, line, at);
  } catch {
    // Nobody listens any more: the node is gone, and so will this process be.
    process.exit(1);
  }
}

function print(stream: 'out' | 'err', text: string): void {
  (stream === 'out' ? process.stdout : process.stderr).write(`${text}\n`);
}

/** Ends at once, whatever timers or servers the flow has left open, but not before what it printed is out. */
function leave(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}
