/**
 * Ends what a test run has started, once that run is over however it ended: its pipe, on stdin, closes. All that was started
 * has the run's folder somewhere in its environment. Guards come last, since they end what has lost it.
 */
import { rmSync } from 'node:fs';
import { GUARD_OF_VARIABLE } from '../../src/node/process-tree/tree-tag.ts';
import { environmentOf, killAll, livingOfFolder } from '../../test/support/living-processes.ts';

const lookEveryMs = 100;
/** How long guards may sweep, and then how long what was killed may take to vanish. */
const guardMs = 5_000;
const endMs = 10_000;

const [folder = ''] = process.argv.slice(2);
const isGuard = (pid: number): boolean => environmentOf(pid).includes(`${GUARD_OF_VARIABLE}=`);
const nap = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, lookEveryMs));

// A Ctrl-C is for the run, which ends in order and then closes the pipe.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.stdout.on('error', () => undefined);
process.stdin.resume();
process.stdin.on('close', () => void endAll());

async function endAll(): Promise<void> {
  const seen = new Set<number>();
  const startedAt = performance.now();
  for (;;) {
    const living = process.platform === 'linux' ? livingOfFolder(folder) : [];
    const late = performance.now() - startedAt;
    if (living.length === 0 || late > guardMs + endMs) break;
    for (const pid of living) seen.add(pid);
    killAll(late > guardMs ? living : living.filter((pid) => !isGuard(pid)));
    await nap();
  }
  // No name was written by hand: the run has made this folder for itself.
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.stdout.write(`${seen.size}\n`);
  process.exit(0);
}
