/** The team's table as it is configured, its scripts as they run, and what was taken over of how it was before. */
// needs: python3
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { evaluateConfig } from '../../src/config/evaluate-config.ts';
import type { Manifest } from '../../src/contract/manifest.ts';
import { checkScript } from '../../src/node/script-check/script-check.ts';
import { testCaller } from '../../test/support/test-caller.ts';

const path = '/usr/local/bin:/usr/bin:/bin';
const table = [
  ['orders_snapshot', '5 0 * * *'],
  ['weekly_sales', '10 0 * * 6'],
  ['monthly_settlement', '15 0 1 * *'],
  ['price_check', '0 7 * * *'],
  ['stock_alert', '30 7 * * *'],
  ['morning_report', '0 8 * * *'],
  ['review_digest', '30 8 * * *'],
  ['ad_spend', '0 9 * * *'],
  ['logistics_check', '0 11 * * *'],
  ['data_backup', '0 12 * * 6'],
  ['invoice_export', '30 12 3 * *'],
];

let folder: string;
let manifest: Manifest;
beforeAll(async () => {
  const reading = await evaluateConfig(join(import.meta.dirname, 'drover.config.ts'));
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults));
  manifest = reading.manifest;
  // What the scripts write stays out of the repository.
  folder = mkdtempSync(join(tmpdir(), 'drover-scheduled-'));
  for (const part of ['tasks', 'before'])
    cpSync(join(import.meta.dirname, part), join(folder, part), { recursive: true });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('eleven entries, each a flow and a schedule of its own, the one that is not implemented switched off', () => {
  expect(manifest.schedules.map(({ name, cron }) => [name, cron])).toEqual(table);
  expect(manifest.schedules.map(({ flow }) => flow)).toEqual(manifest.flows.map(({ name }) => name));
  expect(manifest.schedules.filter(({ enabled }) => !enabled).map(({ name }) => name)).toEqual(['ad_spend']);
  for (const { timezone, description, tags, params } of manifest.schedules) {
    expect({ timezone, params }).toEqual({ timezone: 'Asia/Shanghai', params: { date: '{slot.date}' } });
    expect(description).not.toBeNull();
    expect(tags).toHaveLength(2);
  }
});

test('every script is found well, and runs for the day that it is given', async () => {
  const parameters = join(folder, 'params.json');
  writeFileSync(parameters, JSON.stringify({ date: '2026-11-03' }));
  for (const { name, program } of manifest.flows) {
    if (program.kind !== 'script') throw new Error(`${name} is no script`);
    const entry = join(folder, 'tasks', `${name}.py`);
    const env = { PATH: path, DROVER_PARAMS_FILE: parameters, PYTHONIOENCODING: 'utf-8' };
    expect(await checkScript({ entry, interpreter: ['python3'], cwd: folder, env })).toBeNull();
    if (name === 'ad_spend') continue;
    const said = execFileSync('python3', [entry], { encoding: 'utf8', cwd: folder, env });
    const [, output = ''] = /^::drover::(\{"output".*)$/m.exec(said) ?? [];
    const { output: told } = JSON.parse(output) as { output: Record<string, unknown> };
    expect(Object.keys(told).length, name).toBeGreaterThan(0);
  }
  const reports = readdirSync(join(folder, 'data', 'reports'));
  expect(reports).toContain('orders-2026-11-02.csv');
  expect(reports).toContain('settlement-2026-10.csv');
  expect(
    readFileSync(join(folder, 'data', 'reports', 'orders-2026-11-02.csv'), 'utf8').split('\n').length,
  ).toBeGreaterThan(10);
  expect(readdirSync(join(folder, 'data', 'backups'))).toEqual(['team-2026-11-03.zip']);
}, 60_000);

test('the table as it was before is taken over without running it: the same entries, times and scripts', async () => {
  const caller = testCaller(['import', 'tasks', '--dry-run', '--json', 'before/main.py'], {
    folder,
    env: { PATH: path },
  });
  expect(await runCommandLine(caller)).toBe(0);
  const { tasks, faults } = JSON.parse(caller.stdout()) as {
    tasks: (Record<string, unknown> & { fires: { same: boolean; drover: string[] } })[];
    faults: unknown[];
  };
  expect(faults).toEqual([]);
  expect(tasks.map(({ name, cron }) => [name, cron])).toEqual(table);
  const known = new Map(manifest.schedules.map((schedule) => [schedule.name, schedule]));
  for (const task of tasks) {
    const name = String(task['name']);
    expect(task.fires).toMatchObject({ same: true });
    expect(task.fires.drover).toHaveLength(5);
    expect(task).toMatchObject({
      timezone: 'Asia/Shanghai',
      description: known.get(name)?.description,
      tags: known.get(name)?.tags,
    });
    if (name === 'ad_spend') expect(task).toMatchObject({ enabled: false });
    else expect(task).toMatchObject({ entry: `tasks/${name}.py`, notes: [] });
  }
  const [first] = tasks;
  expect(first).toMatchObject({ timeout: '30m', retry: { max: 2, delays: ['1m'] } });
  expect(tasks.find(({ name }) => name === 'data_backup')).toMatchObject({
    timeout: '2h',
    retry: { max: 2, delays: ['10m'] },
  });
});
