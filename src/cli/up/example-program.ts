import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Clock } from '../../ports/clock.ts';

/** A program of the example that listens, a process of its own. */
export interface ExampleProgram {
  readonly url: string;
  /** Resolves when the process has ended, asked or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface ExampleProgramOptions {
  readonly program: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Printed before its address: `NAME=http://…`. */
  readonly says: string;
  readonly clock: Clock;
}

const stopPatienceMs = 3_000;

/**
 * Starts a program. Rejects with what it said when it can't listen. It ends with this process, however that ends, since
 * its standard input does; a Ctrl-C does not reach it, so that what runs still finds it.
 */
export async function startExampleProgram({
  program,
  env,
  says,
  clock,
}: ExampleProgramOptions): Promise<ExampleProgram> {
  const child = spawn(process.execPath, [program, '--with-parent'], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  // A write into a program that has gone.
  child.stdin.on('error', () => undefined);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4096);
  });
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  child.once('exit', () => end());
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith(`${says}=`)) resolve(line.slice(says.length + 1).trim());
  });
  child.once('error', reject);
  child.once('close', (code) => reject(new Error(said.trim() === '' ? `exit ${code ?? '?'}` : said.trim())));
  return { url: await url, ended, stop: () => stopChild(child, ended, clock) };
}

async function stopChild(child: ChildProcess, ended: Promise<void>, clock: Clock): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.stdin?.end();
  child.kill('SIGTERM');
  const tooLong = clock.timer(stopPatienceMs, () => child.kill('SIGKILL'));
  await ended;
  tooLong.cancel();
}
