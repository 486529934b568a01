/**
 * The guard's process. Started by `GuardClient` in a session of its own; the node is on its stdin and stdout, its log is stderr.
 * A program of its own, kept small: it takes no adapters, so it makes its clock itself.
 */
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { uptime } from 'node:os';
import type { Clock } from '../../ports/clock.ts';
import { hostProcessTable } from '../process-tree/host-process-table.ts';
import { findCgroupBase } from '../process-tree/tree-cgroup.ts';
import { Guard } from './guard.ts';
import {
  encodeMessage,
  type GuardMessage,
  NODE_MESSAGE_TYPES,
  type NodeMessage,
  type NodeRestart,
  readMessages,
} from './guard-protocol.ts';

/* eslint-disable no-restricted-globals, no-restricted-properties -- an entry point of its own: this is its clock */
/** Unlike the node's, its timers keep the process alive: what it is waiting for must be done before it ends. */
const clock: Clock = {
  now: () => Date.now(),
  uptimeMs: () => uptime() * 1000,
  timer(delayMs, fn) {
    const timer = setTimeout(fn, Math.max(0, delayMs));
    return { cancel: () => clearTimeout(timer) };
  },
};
/* eslint-enable no-restricted-globals, no-restricted-properties */

function log(text: string): void {
  process.stderr.write(
    `${JSON.stringify({ time: new Date(clock.now()).toISOString(), guard: process.pid, msg: text })}\n`,
  );
}

/** Resolves once the new node's process exists, or after it was seen not to. */
function startNode(restart: NodeRestart): Promise<void> {
  return new Promise((resolve) => {
    const [file = '', ...args] = restart.argv;
    const output = openSync(restart.logFile, 'a');
    const child = spawn(file, args, {
      cwd: restart.cwd,
      env: restart.env,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', output, output],
    });
    child.once('spawn', () => {
      log(`started a new node, pid ${child.pid ?? 0}`);
      child.unref();
      resolve();
    });
    child.once('error', (error) => {
      log(`could not start a new node: ${error.message}`);
      resolve();
    });
  });
}

// A Ctrl-C or a terminal that closes is the node's business: it ends in order and then closes our pipe.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// A node that is dead or stopped can't hear us; that it is dead we learn from stdin. The log may go away too.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

const guard = new Guard({
  clock,
  table: hostProcessTable(),
  cgroupBase: findCgroupBase(),
  send(message: GuardMessage) {
    process.stdout.write(encodeMessage(message));
  },
  startNode,
  exit: () => process.exit(0),
  log,
});

readMessages<NodeMessage>(process.stdin, NODE_MESSAGE_TYPES, (message) => guard.onMessage(message));
process.stdin.once('close', () => void guard.onNodeGone());
process.stdin.on('error', () => {});
