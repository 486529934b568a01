import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import { runProgram, serviceEnv, startProgram } from './run-program.ts';
import { awaitReady, endProcess, type Service } from './service.ts';

/** Starts a MariaDB with an empty database `drover`; its user `drover`, password `drover`, may do anything there. */
export async function startMariaDb(): Promise<Service> {
  const [port = 0] = await freePorts(1);
  const folder = mkdtempSync(join(tmpdir(), 'drover-mariadb-'));
  const env = serviceEnv(folder);
  const data = join(folder, 'data');
  const socket = join(folder, 's');
  let pid: number | null = null;
  const remove = async (): Promise<void> => {
    if (pid !== null) await endProcess(pid, 30_000);
    rmSync(folder, { recursive: true, force: true });
  };
  const sql = (text: string): Promise<string> =>
    runProgram('mariadb', ['--no-defaults', `--socket=${socket}`, '--user=root', '-e', text], env);
  try {
    await runProgram(
      'mariadb-install-db',
      [
        '--no-defaults',
        '--user=root',
        `--datadir=${data}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
      ],
      env,
    );
    pid = startProgram(
      'mariadbd',
      [
        ...[
          '--no-defaults',
          '--user=root',
          `--datadir=${data}`,
          `--port=${port}`,
          '--bind-address=127.0.0.1',
        ],
        ...[`--socket=${socket}`, `--pid-file=${join(folder, 'pid')}`, '--innodb-flush-log-at-trx-commit=1'],
      ],
      env,
      join(folder, 'out.log'),
    );
    await awaitReady('mariadbd', () =>
      sql('SELECT 1').then(
        () => true,
        () => false,
      ),
    );
    await sql(
      `CREATE DATABASE drover CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
       CREATE USER drover@'127.0.0.1' IDENTIFIED BY 'drover', drover@localhost IDENTIFIED BY 'drover';
       GRANT ALL ON *.* TO drover@'127.0.0.1', drover@localhost`,
    );
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    name: 'MariaDB',
    env: { DROVER_DB_URL: `mysql://drover:drover@127.0.0.1:${port}/drover` },
    remove,
  };
}
