import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { runProgram, serviceEnv, startProgram } from './run-program.ts';
import { awaitReady, endProcess, type Service } from './service.ts';

/** Starts a Redis that keeps what it is told through a restart of the machine's power, as far as fsync goes. */
export async function startRedis(): Promise<Service> {
  const [port = 0] = await freePorts(1);
  const folder = mkdtempSync(join(tmpdir(), 'drover-redis-'));
  const env = serviceEnv(folder);
  const args = [
    '--bind',
    '127.0.0.1',
    '--port',
    String(port),
    '--dir',
    folder,
    '--appendonly',
    'yes',
    '--save',
    '',
  ];
  const pid = startProgram('redis-server', args, env, join(folder, 'out.log'));
  const remove = async (): Promise<void> => {
    await endProcess(pid);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await awaitReady('redis-server', () =>
      runProgram('redis-cli', ['-p', String(port), 'ping'], env).then(
        (answer) => answer.trim() === 'PONG',
        () => false,
      ),
    );
  } catch (error) {
    await remove();
    throw error;
  }
  return { name: 'Redis', env: { DROVER_REDIS_URL: `redis://127.0.0.1:${port}/0` }, remove };
}
