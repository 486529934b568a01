import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Watches over a test run from a process of its own; what is started in the run's folder ends with this process. */
export interface RunWatch {
  /** The folder for temporary files (`TMPDIR`) of all that the run starts. */
  readonly folder: string;
  /** Ends what is left and removes the folder; resolves with how many processes there were. */
  end(): Promise<number>;
}

/** Starts the watch. Processes are found on Linux alone; elsewhere only the folder is removed. */
export function watchRun(): RunWatch {
  const folder = mkdtempSync(join(tmpdir(), 'drover-test-'));
  const program = fileURLToPath(new URL('run-watch.process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, folder], {
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: ['pipe', 'pipe', 'inherit'],
    // A session of its own: what is sent to the run's whole group does not reach it.
    detached: true,
  });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  return {
    folder,
    end: async () => {
      child.stdin.end();
      await ended;
      return Number(told.trim());
    },
  };
}
