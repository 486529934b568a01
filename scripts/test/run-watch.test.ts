import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fixtureProgram, livingOfFolder, runs } from '../../test/support/living-processes.ts';
import { until } from '../../test/support/until.ts';
import { watchRun } from './run-watch.ts';

test('what a run started ends with it when it is killed, and its folder is removed', async () => {
  const run = spawn(process.execPath, [fixtureProgram('watched-run.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(run.stdout.setEncoding('utf8'), 'data')) as [string];
  const { pid, folder } = JSON.parse(line) as { pid: number; folder: string };
  expect([runs(pid), existsSync(folder)]).toEqual([true, true]);
  run.kill('SIGKILL');
  await until('the end of what it started', () => !runs(pid) && !existsSync(folder), 8_000);
});

test('a run that ends is told how many were left', async () => {
  const watch = watchRun();
  spawn('sleep', ['300'], { env: { HOME: watch.folder, PATH: process.env['PATH'] }, stdio: 'ignore' });
  await until('the process', () => livingOfFolder(watch.folder).length === 1, 5_000);
  expect(await watch.end()).toBe(1);
  expect(existsSync(watch.folder)).toBe(false);
});
