import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { atExit } from '../services/at-exit.ts';

const program = new URL('../../bin/drover.js', import.meta.url).pathname;

/** `drover server` or `drover node` in a process of its own. */
export class DroverProcess {
  /** Rejects when it ends by itself; never resolves. */
  readonly failed: Promise<never>;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #release: () => void;
  #stopping = false;

  /** `profiles`: folder for a CPU profile, written at its end; null for none. */
  constructor(
    command: 'server' | 'node',
    environment: Readonly<Record<string, string>>,
    profiles: string | null,
  ) {
    const profiling = profiles === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${join(profiles, command)}`];
    this.#child = spawn(process.execPath, [...profiling, program, command], {
      // No setting of this bench's own environment: two runs are comparable.
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.#ended = once(this.#child, 'exit');
    this.#release = atExit(() => this.#child.kill('SIGKILL'));
    this.failed = this.#ended.then(async () => {
      // A stop that was asked for is no failure: this then stays open.
      if (this.#stopping) await new Promise(() => undefined);
      throw new Error(`drover ${command} has ended`);
    });
    this.failed.catch(() => undefined);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#child.kill('SIGTERM');
    await this.#ended;
    this.#release();
  }
}
