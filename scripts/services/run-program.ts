import { execFile, spawn } from 'node:child_process';
import { openSync } from 'node:fs';

type Env = Readonly<Record<string, string>>;

/** Directories of programs that Debian keeps out of a user's PATH. */
export const programPath = ['/usr/lib/rabbitmq/bin', process.env['PATH'] ?? '', '/usr/sbin', '/sbin'].join(
  ':',
);

/** What a service's own programs find: nothing of ours but what is needed to find programs and speak UTF-8. */
export function serviceEnv(home: string, more: Env = {}): Env {
  return { PATH: programPath, HOME: home, LANG: 'C.UTF-8', ...more };
}

/** Runs a program to its end; resolves with what it printed. Rejects with its last words when it fails. */
export function runProgram(
  program: string,
  args: readonly string[],
  env: Env,
  timeoutMs = 200_000,
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      [...args],
      { env, timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else
          reject(
            new Error(`${program} ${args.join(' ')}: ${stderr.trim() || stdout.trim() || error.message}`),
          );
      },
    );
  });
}

/** Starts a program that goes on, in a session of its own, its output in a file; returns its pid. */
export function startProgram(program: string, args: readonly string[], env: Env, output: string): number {
  const file = openSync(output, 'a');
  const child = spawn(program, [...args], { env, stdio: ['ignore', file, file], detached: true });
  child.on('error', () => undefined);
  child.unref();
  if (child.pid === undefined) throw new Error(`${program} could not be started`);
  return child.pid;
}
