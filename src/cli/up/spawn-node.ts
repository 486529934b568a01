import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { drover } from '../drover-package.ts';
import type { Caller } from '../environment.ts';

/** What the node must not know, or would take for its own. */
const withheld = [
  'DROVER_ADMIN_TOKEN',
  'DROVER_ADMIN_TOKEN_FILE',
  'DROVER_TOKEN',
  'DROVER_TOKEN_FILE',
  'DROVER_SERVER_URL_FILE',
  'DROVER_DATA_FILE',
];

export interface NodeProcessOptions {
  readonly caller: Caller;
  readonly dataFolder: string;
  readonly serverUrl: string;
  /** Gets what the process prints, from its start on; it lives on when this process does not. */
  readonly output: string;
}

/** Starts the local node as a process of its own. */
export function startNodeProcess({
  caller,
  dataFolder,
  serverUrl,
  output,
}: NodeProcessOptions): ChildProcess {
  const env: Record<string, string | undefined> = { ...caller.env };
  for (const key of withheld) env[key] = undefined;
  env['DROVER_DATA'] = dataFolder;
  env['DROVER_SERVER_URL'] = serverUrl;
  mkdirSync(dirname(output), { recursive: true, mode: 0o700 });
  const file = openSync(output, 'w', 0o600);
  try {
    return spawn(process.execPath, [drover.program, 'node', '--supervisor', String(process.pid)], {
      cwd: caller.folder,
      env,
      stdio: ['ignore', file, file],
      windowsHide: true,
    });
  } finally {
    closeSync(file);
  }
}

/** The last lines that the node printed; empty when there are none. */
export function lastWords(output: string): string {
  try {
    return readFileSync(output, 'utf8').trim().split('\n').slice(-6).join('\n');
  } catch {
    return '';
  }
}
