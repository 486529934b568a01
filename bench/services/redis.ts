import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { atExit } from './at-exit.ts';
import { awaitPort } from './await-port.ts';
import { freePort } from './free-port.ts';
import type { PrivateService } from './private-service.ts';

/**
 * Starts a Redis of its own on loopback, which appends every write to its file. It syncs that file once a second, as by
 * default (`everysec`: what it has answered may be lost by a power cut for that long), or before it answers (`always`).
 */
export async function startRedis(folder: string, sync: 'everysec' | 'always'): Promise<PrivateService> {
  const port = await freePort();
  const args = [
    '--bind',
    '127.0.0.1',
    '--port',
    String(port),
    '--dir',
    folder,
    '--appendonly',
    'yes',
    '--appendfsync',
    sync,
    '--save',
    '',
  ];
  const child = spawn('redis-server', args, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const release = atExit(() => child.kill('SIGKILL'));
  const failed = once(child, 'error').then(([error]: unknown[]) => {
    throw new Error(`redis-server can't be started (Debian: apt-get install redis-server): ${String(error)}`);
  });
  failed.catch(() => undefined);
  await Promise.race([awaitPort(port), failed]);
  return {
    port,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      release();
    },
  };
}
