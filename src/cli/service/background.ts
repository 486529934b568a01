/**
 * Starts `drover up` as a process that outlives its terminal (a session of its own) and waits until it serves, ends, or
 * takes too long. What it prints before it serves, and what Node prints when it crashes, is in a file of the data folder.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import { drover } from '../drover-package.ts';
import type { Caller } from '../environment.ts';
import { type FromBackground, fromBackgroundSchema } from './starter.ts';
import { serviceFolder } from './stop-request.ts';

export interface BackgroundOptions {
  readonly caller: Caller;
  readonly clock: Clock;
  readonly dataFolder: string;
  readonly language: string;
  /** How long it may take until it serves, ms. */
  readonly patienceMs: number;
  /** How long its node may then take to connect, ms. */
  readonly nodePatienceMs: number;
}

/** How a start went. */
export type BackgroundStart =
  | {
      readonly kind: 'up';
      readonly pid: number;
      readonly facts: Extract<FromBackground, { kind: 'up' }>;
      /** Whether its node was connected in time. */
      readonly nodeConnected: boolean;
      /** What it has printed so far: warnings of its configuration. */
      readonly said: string;
    }
  /** It ended; what it printed. */
  | { readonly kind: 'ended'; readonly code: number | null; readonly how: string; readonly said: string }
  /** It lives and does not serve yet. */
  | { readonly kind: 'slow'; readonly pid: number };

/** Where a background server's output is. */
export function backgroundOutput(dataFolder: string): string {
  return join(serviceFolder(dataFolder), 'output.txt');
}

/** Starts it; never leaves the caller waiting for it. */
export async function startBackground(options: BackgroundOptions): Promise<BackgroundStart> {
  const { clock, dataFolder } = options;
  const child = spawnBackground(options);
  const ended = endOf(child, () => textOf(backgroundOutput(dataFolder)));
  const up = message(child, 'up');
  const node = message(child, 'node');
  try {
    const first = await Promise.race([up, ended, after(clock, options.patienceMs)]);
    const pid = child.pid ?? 0;
    if (first === null) return { kind: 'slow', pid };
    if (first.kind === 'ended') return first;
    const second = await Promise.race([node, ended, after(clock, options.nodePatienceMs)]);
    if (second?.kind === 'ended') return second;
    const said = textOf(backgroundOutput(dataFolder));
    return { kind: 'up', pid, facts: first, nodeConnected: second !== null, said };
  } finally {
    child.removeAllListeners();
    if (child.connected) child.disconnect();
    child.unref();
  }
}

function spawnBackground({ caller, dataFolder, language }: BackgroundOptions): ChildProcess {
  const output = backgroundOutput(dataFolder);
  mkdirSync(serviceFolder(dataFolder), { recursive: true, mode: 0o700 });
  keepOld(output);
  const file = openSync(output, 'a', 0o600);
  try {
    return spawn(process.execPath, [drover.program, 'up', '--background', '--json', '--lang', language], {
      cwd: caller.folder,
      env: caller.env,
      stdio: ['ignore', file, file, 'ipc'],
      detached: true,
      windowsHide: true,
    });
  } finally {
    closeSync(file);
  }
}

/** What the start before printed is worth reading when it crashed. */
function keepOld(output: string): void {
  try {
    renameSync(output, `${output}.old`);
  } catch {
    // There was none.
  }
}

function message<Kind extends FromBackground['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<FromBackground, { kind: Kind }>> {
  const { promise, resolve } = Promise.withResolvers<Extract<FromBackground, { kind: Kind }>>();
  child.on('message', (value) => {
    const news = fromBackgroundSchema.safeParse(value).data;
    // cast: the kinds are equal, which TypeScript does not carry over to the generic
    if (news?.kind === kind) resolve(news as Extract<FromBackground, { kind: Kind }>);
  });
  return promise;
}

function endOf(
  child: ChildProcess,
  said: () => string,
): Promise<Extract<BackgroundStart, { kind: 'ended' }>> {
  const { promise, resolve } = Promise.withResolvers<Extract<BackgroundStart, { kind: 'ended' }>>();
  child.once('error', (error) => resolve({ kind: 'ended', code: null, how: error.message, said: '' }));
  child.once('exit', (code, signal) =>
    resolve({ kind: 'ended', code, how: signal ?? `exit ${code ?? '?'}`, said: said() }),
  );
  return promise;
}

async function after(clock: Clock, ms: number): Promise<null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  clock.timer(ms, () => resolve(null));
  return promise;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
