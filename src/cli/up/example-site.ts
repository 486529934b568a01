import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Clock } from '../../ports/clock.ts';

/** The example's site, a process of its own. */
export interface ExampleSite {
  readonly url: string;
  /** Resolves when the process has ended, asked or not. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const stopPatienceMs = 3_000;

/**
 * Starts the site's program. Rejects with what it said when it can't listen. It ends with this process, however that
 * ends, since its standard input does; a Ctrl-C does not reach it, so that running flows still find it.
 */
export async function startExampleSite(
  program: string,
  env: Readonly<Record<string, string | undefined>>,
  port: string,
  clock: Clock,
): Promise<ExampleSite> {
  const child = spawn(process.execPath, [program, '--with-parent'], {
    env: { ...env, HERD_PORT: port },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  // A write into a site that has gone.
  child.stdin.on('error', () => undefined);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4096);
  });
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  child.once('exit', () => end());
  const { promise: url, resolve, reject } = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [, address] = /^HERD_SITE_URL=(\S+)$/.exec(line) ?? [];
    if (address !== undefined) resolve(address);
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
