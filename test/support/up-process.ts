/**
 * `drover up --example` as a person starts it, in a folder of its own on free ports: what it prints, and its end. Nothing
 * of it lives when `withUp` is over.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';
import { killAll, livingOfFolder } from './living-processes.ts';
import { until } from './until.ts';

/** The program. */
export const droverProgram = fileURLToPath(new URL('../../bin/drover.js', import.meta.url));
const endMs = 10_000;

/** How a process ended, and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A place to start things in; see `withUp`. */
export class UpPlace {
  readonly folder: string;
  readonly dataFolder: string;
  readonly port: number;
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;

  constructor(port: number, sitePort: number) {
    this.folder = mkdtempSync(join(tmpdir(), 'drover-up-'));
    this.dataFolder = join(this.folder, 'data');
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.env = {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      // Shared by the tests, as it is by a person's starts.
      ...(process.env['HOME'] === undefined ? {} : { HOME: process.env['HOME'] }),
      DROVER_DATA: this.dataFolder,
      DROVER_PORT: String(port),
      HERD_PORT: String(sitePort),
      ENGINE_PORT: '0',
    };
  }

  /** Starts `drover ARGS…`; it leads a process group, as what a shell starts does. */
  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): UpProcess {
    const child = spawn(process.execPath, [droverProgram, ...args], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    return new UpProcess(child);
  }

  /** Runs `drover ARGS…` to its end. */
  drover(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return this.start(args, env).ended;
  }

  /** Everything alive that was started here. */
  living(): number[] {
    return livingOfFolder(this.folder);
  }

  async close(): Promise<void> {
    const none = (): boolean => {
      const living = this.living();
      killAll(living);
      return living.length === 0;
    };
    await until('the end of everything killed', none, endMs);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One started process. */
export class UpProcess {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  #out = '';
  #err = '';

  constructor(child: ChildProcess) {
    if (child.pid === undefined) throw new Error('drover could not be started');
    this.pid = child.pid;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#out += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#err += text;
    });
    const { promise, resolve } = Promise.withResolvers<Ended>();
    this.ended = promise;
    // Not `close`: what it leaves behind may hold its output.
    child.once('exit', (code) => resolve({ code, out: this.#out, err: this.#err }));
  }

  get out(): string {
    return this.#out;
  }

  /** Waits until this is printed; resolves with the match. */
  prints(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray> {
    let over = false;
    void this.ended.then(() => {
      over = true;
    });
    return until(
      `${pattern} in the output`,
      () => {
        const found = pattern.exec(this.#out);
        if (found !== null) return found;
        if (over) throw new Error(`it ended without ${pattern}:\n${this.#out}\n${this.#err}`);
        return undefined;
      },
      timeoutMs,
    );
  }

  /** What Ctrl-C does: a signal to everything in the foreground. */
  ctrlC(): void {
    process.kill(-this.pid, 'SIGINT');
  }
}

/** Runs a scenario in a place of its own, and cleans up. */
export async function withUp<T>(scenario: (place: UpPlace) => Promise<T>): Promise<T> {
  const place = new UpPlace(await freePort(), await freePort());
  try {
    return await scenario(place);
  } finally {
    await place.close();
  }
}
