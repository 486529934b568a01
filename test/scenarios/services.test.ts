/** `npm run services`: Ctrl-C ends all that it started and removes all that it kept. */
// needs: rabbitmq-server
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rabbitStartMs } from '../../scripts/services/rabbitmq.ts';
import { killAll, livingOfFolder } from '../support/living-processes.ts';
import { until } from '../support/until.ts';

const endMs = 20_000;
/** Folders of services; npm keeps things of its own beside them. */
const kept = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('drover-'));

test('a Ctrl-C leaves no process and no file', { timeout: rabbitStartMs + 2 * endMs }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drover-services-'));
  const services = spawn('npm', ['run', 'services', '--', 'rabbitmq'], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const exited = once(services, 'exit');
  try {
    let out = '';
    services.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    await until('what it says when all is ready', () => out.includes('Ctrl-C ends them'), rabbitStartMs);
    expect(out).toMatch(/^export DROVER_BROKER_URL='amqp:.*'$/m);
    expect(kept(folder)).toHaveLength(1);
    // As a terminal does: to everything in the foreground. An impatient person presses it again.
    const ctrlC = (): boolean => process.kill(-(services.pid ?? 0), 'SIGINT');
    ctrlC();
    await until('what it says then', () => out.includes('Ending them'), endMs);
    ctrlC();
    await exited;
    await until('the end of all that it started', () => livingOfFolder(folder).length === 0, endMs);
    expect(kept(folder)).toEqual([]);
  } finally {
    killAll(livingOfFolder(folder));
    rmSync(folder, { recursive: true, force: true });
  }
});
