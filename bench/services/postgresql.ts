import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { atExit } from './at-exit.ts';
import { freePort } from './free-port.ts';
import type { PrivateService } from './private-service.ts';
import { runCommand } from './run-command.ts';

/** The database that a client connects to; user `postgres`, no password, on loopback. */
export function postgresUrl(port: number): string {
  return `postgres://postgres@127.0.0.1:${port}/postgres`;
}

/**
 * Makes and starts a PostgreSQL of its own on loopback with the defaults of its installation: every commit synced. It refuses
 * to run as root, so root runs it as the user `postgres`.
 */
export async function startPostgres(folder: string): Promise<PrivateService> {
  const binaries = binariesFolder();
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    // The folders above are this user's own: another user needs to pass through.
    chmodSync(folder, 0o755);
    execFileSync('chown', ['postgres', data]);
  }
  const run = (program: string, ...args: string[]): Promise<void> => {
    const path = join(binaries, program);
    return asRoot
      ? runCommand('runuser', ['-u', 'postgres', '--', path, ...args], data)
      : runCommand(path, args, data);
  };
  const port = await freePort();
  await run('initdb', '-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-locale');
  const options = `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=${data}`;
  await run('pg_ctl', '-D', data, '-w', '-l', join(data, 'log'), '-o', options, 'start');
  // The first line of the file that the server writes. Source: https://www.postgresql.org/docs/15/storage-file-layout.html
  const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  const release = atExit(() => {
    // Immediate shutdown; awaited for 2 s, since it still writes into its folder.
    process.kill(pid, 'SIGQUIT');
    for (let i = 0; i < 100 && existsSync(`/proc/${pid}`); i++) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  });
  const stop = async (): Promise<void> => {
    await run('pg_ctl', '-D', data, '-w', '-m', 'fast', 'stop');
    release();
  };
  return { port, pid, stop };
}

/** Debian keeps each version's programs apart; elsewhere they are in the PATH. */
function binariesFolder(): string {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return '';
  const [newest] = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return newest === undefined ? '' : join(root, newest, 'bin');
}
