// needs: python3
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testCaller } from '../../../test/support/test-caller.ts';
import { evaluateConfig } from '../../config/evaluate-config.ts';
import { runCommandLine } from '../run-command-line.ts';
import { withTasks } from './add-to-config.ts';
import { compareFires } from './compare-fires.ts';
import type { ImportedTask } from './imported-task.ts';
import { readTaskList } from './python-tasks.ts';
import { readPrefect } from './read-prefect.ts';

const python = { python: 'python3', env: { PATH: '/usr/local/bin:/usr/bin:/bin' } };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-import-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string): string {
  const whole = join(folder, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

describe('next fires', () => {
  const task = (cron: string, timezone: string, days: 'star' | 'either' = 'either'): ImportedTask => ({
    place: 'x',
    name: 'x',
    enabled: true,
    times: { kind: 'cron', cron, timezone, days },
    program: { command: ['true'] },
    notes: [],
  });

  test('agree with the original wherever it is not a matter of dialect', () => {
    const field = (least: number, most: number) =>
      fc.oneof(
        fc.constant('*'),
        fc.integer({ min: least, max: most }).map(String),
        fc
          .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
          .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
        fc
          .uniqueArray(fc.integer({ min: least, max: most }), { minLength: 1, maxLength: 3 })
          .map((list) => list.join(',')),
      );
    const crons = fc
      .tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6))
      .map((fields) => fields.join(' '));
    const zones = fc.constantFrom('Asia/Shanghai', 'UTC', 'Asia/Kolkata');
    const after = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) });
    fc.assert(
      fc.property(crons, zones, after, (cron, zone, from) => {
        expect(compareFires(task(cron, zone), from, 3), `${cron} ${zone} ${from}`).toMatchObject({
          same: true,
        });
      }),
      { numRuns: 150 },
    );
  });

  test('are told apart where they differ: a day with a step restricts nothing in cron(8)', () => {
    const after = Date.UTC(2026, 10, 1);
    expect(compareFires(task('0 0 */2 * 1', 'UTC', 'star'), after, 5).same).toBe(false);
    expect(compareFires(task('0 0 1 * *', 'UTC', 'star'), after, 5).same).toBe(true);
    expect(compareFires(task('0 0 L * *', 'UTC'), after, 5)).toMatchObject({ original: null, same: false });
  });
});

describe('a Python list of tasks', () => {
  test('is followed through helpers, classes, paths, other files and what is added later', async () => {
    put(
      'jobs/common.py',
      `
import os, subprocess, sys
BASE = os.path.dirname(os.path.abspath(__file__))
PYTHON = r"C:\\py\\python.exe"
def start(name, *, timeout=600, max_retries=4, folder=None):
    command = [sys.executable, os.path.join(BASE, "scripts", name), "--day", "today"]
    try:
        with open("x") as log:
            subprocess.Popen(command, cwd=folder or BASE)
    except OSError:
        pass
raise SystemExit("executed")
`,
    );
    const main = put(
      'jobs/main.py',
      `
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
import os, subprocess
from common import start, BASE
from prefect import flow, task

HERE = Path(__file__).parent

@dataclass
class Task:
    name: str
    flow_func: object
    cron: str = "0 1 * * *"
    tags: list = None

@flow(retries=2, retry_delay_seconds=[10, 20], timeout_seconds=90)
def one():
    "First words.

    More."
    start("one.py", timeout=5 * 60)

def two():
    subprocess.check_call(["python3", str(HERE / "two.py"), os.environ["X"]], timeout=timedelta(minutes=2).seconds)

def three(day="mon"):
    print(day)

def shell():
    os.system(f"cd {BASE} && ./x.sh")

TASK_CONFIGS: list = [
    Task("one", one, tags=["a b", "c"]),
    dict(name="two", func=two, schedule="@hourly", tz="UTC", parameters={"n": 1}, enabled=os.getenv("ON")),
] + [{"task_name": "每日三", "flow": three, "interval": 90, "paused": True}]
TASK_CONFIGS.append({"name": "shell", "flow": shell, "cron": "1 2 3 4 5"})
TASK_CONFIGS += [{"name": "late", "flow": one, "cron": "0 25 * * *"}]
TASK_CONFIGS += [{"name": "lost", "flow": nowhere, "cron": "* * * * *"}, {"name": "no time", "flow": one, "cron": None}]
raise SystemExit("executed")
`.replace('"First words.\n\n    More."', '"""First words.\n\n    More."""'),
    );
    const { tasks, faults } = await readTaskList([main], 'TASK_CONFIGS', 'Asia/Shanghai', python);
    const jobs = join(folder, 'jobs');
    expect(tasks).toMatchObject([
      {
        name: 'one',
        description: 'First words.',
        tags: ['a b', 'c'],
        times: { cron: '0 1 * * *', timezone: 'Asia/Shanghai' },
        program: { entry: join(jobs, 'scripts/one.py'), args: ['--day', 'today'] },
        cwd: jobs,
        timeoutSeconds: 90,
        retry: { max: 2, delaySeconds: 10 },
      },
      {
        name: 'two',
        times: { cron: '0 * * * *', timezone: 'UTC' },
        program: { entry: join(jobs, 'two.py') },
        params: { n: 1 },
        timeoutSeconds: 120,
        retry: { max: 0 },
      },
      {
        name: 'three',
        enabled: false,
        times: { kind: 'every', seconds: 90 },
        program: { command: expect.arrayContaining(['three']) as string[] },
      },
      { name: 'shell', program: { command: ['/bin/sh', '-c', `cd ${jobs} && ./x.sh`] } },
    ]);
    expect(tasks[1]?.notes.join()).toMatch(/enabled is only known when it runs.*os\.environ/s);
    expect(faults.map(({ message }) => message.split(':')[0])).toEqual([
      'the flow function nowhere is in none of the files',
      '"0 25 * * *" "25" is not from 0 to 23, as hour must be',
      'names neither a script nor a flow function that can be read',
      'says no time',
    ]);
  });

  test.each([
    ['x = 1\n', 'there is no list TASK_CONFIGS'],
    ['def f(:\n', 'is no Python'],
    ['TASK_CONFIGS = [dict(name=n) for n in names]\n', 'computed'],
    ['TASK_CONFIGS = ["one"]\n', 'is not an entry'],
    [`TASK_CONFIGS = ${'['.repeat(300)}${']'.repeat(300)}\n`, ''],
  ])('that is bad says what is wrong with it: %j', async (text, message) => {
    const { tasks, faults } = await readTaskList([put('bad.py', text)], 'TASK_CONFIGS', 'UTC', python);
    expect(tasks).toEqual([]);
    expect(faults[0]?.message).toContain(message);
  });

  test('says when there is no Python to read it', async () => {
    const { faults } = await readTaskList([put('a.py', '')], 'TASK_CONFIGS', 'UTC', {
      ...python,
      python: '/nowhere/python3',
    });
    expect(faults[0]?.message).toContain('does not run here');
  });
});

test('a prefect.yaml: schedules of all kinds, anchors of YAML, and flows that are read where they are', async () => {
  put(
    'flows/sync.py',
    'import subprocess\nfrom prefect import flow\n@flow(name="Sync", retries=3, retry_delay_seconds=60, timeout_seconds=300)\ndef sync(shop="x"):\n    subprocess.run(["python3", "flows/run.py"], cwd="/srv")\n',
  );
  const path = put('prefect.yaml', '');
  const text = `
name: herd
definitions:
  nightly: &nightly
    cron: "0 2 * * *"
    timezone: Asia/Shanghai
deployments:
- name: sync orders
  entrypoint: flows/sync.py:sync
  description: Orders of every shop
  tags: [orders]
  schedule: *nightly
- name: with parameters
  entrypoint: flows/sync.py:sync
  parameters: {shop: "1001"}
  schedules:
  - interval: 3600
    anchor_date: "2026-01-01T00:30:00Z"
  - cron: "0 9 1 * 1"
    active: false
    slug: morning
- name: rule
  entrypoint: flows/sync.py:sync
  schedule: {rrule: "FREQ=DAILY"}
- name: both
  entrypoint: flows/sync.py:sync
  schedule: {cron: "0 9 1 * 1", day_or: false}
- name: never
  entrypoint: flows/sync.py:sync
  schedule: {cron: "0 0 30 2 *"}
- name: elsewhere
  entrypoint: package.module.sync
- entrypoint: flows/sync.py:sync
`;
  const { tasks, faults } = await readPrefect(text, path, python);
  expect(tasks).toMatchObject([
    {
      name: 'sync-orders',
      title: 'Sync',
      times: { cron: '0 2 * * *', timezone: 'Asia/Shanghai' },
      program: { entry: '/srv/flows/run.py' },
      timeoutSeconds: 300,
      retry: { max: 3, delaySeconds: 60 },
    },
    {
      name: 'with-parameters',
      times: { kind: 'every', seconds: 3600, anchor: Date.UTC(2026, 0, 1, 0, 30) },
      program: {
        command: ['python3', '-c', expect.any(String) as string, join(folder, 'flows/sync.py'), 'sync'],
      },
      params: { shop: '1001' },
    },
    { name: 'with-parameters-morning', enabled: false, times: { cron: '0 9 1 * 1', timezone: 'UTC' } },
  ]);
  expect(faults).toHaveLength(5);
  expect((await readPrefect('a: [', path, python)).faults[0]?.place).toMatch(/prefect\.yaml:\d+$/);
  expect((await readPrefect('a: 1', path, python)).faults[0]?.message).toContain('deployments');
});

describe('what is written', () => {
  const crontab = '5 0 * * * python3 jobs/copy.py\n0 9 * * 1 /usr/bin/env true\n';
  async function imported(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const env = { HOME: folder, PATH: python.env.PATH };
    const caller = testCaller(['import', 'crontab', 'tab', '--timezone', 'Asia/Shanghai', ...args], {
      folder,
      env,
    });
    return { code: await runCommandLine(caller), out: caller.stdout(), err: caller.stderr() };
  }
  async function schedules(file: string): Promise<readonly (readonly unknown[])[]> {
    const reading = await evaluateConfig(join(folder, file), { absentFiles: 'warning' });
    if (!reading.ok) throw new Error(JSON.stringify(reading.faults));
    return reading.manifest.schedules.map(({ name, cron, timezone }) => [name, cron, timezone]);
  }
  const taken = [
    ['copy', '5 0 * * *', 'Asia/Shanghai'],
    ['env', '0 9 * * 1', 'Asia/Shanghai'],
  ];
  // Configurations in temporary folders find the package in the repository.
  const sdk = join(import.meta.dirname, '../../sdk/index.ts');

  test('a configuration keeps its text and gets the entries; a second time nothing is overwritten', async () => {
    put('tab', crontab);
    put('jobs/copy.py', '');
    put(
      'drover.config.ts',
      `import { command, defineConfig } from '${sdk}';\n\n// Mine.\nexport default defineConfig({\n  flows: [command({ name: 'a', command: ['true'] })],\n});\n`,
    );
    const first = await imported();
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toContain('Taken over: 2.');
    expect(await schedules('drover.config.ts')).toEqual(taken);
    expect(readFileSync(join(folder, 'drover.config.ts'), 'utf8')).toContain('// Mine.');
    const again = await imported();
    expect(again).toMatchObject({ code: 1 });
    expect(again.err).toContain('--out');
  });

  test('a line that would never load is told at its place, and the others are written', async () => {
    put('tab', `${crontab}0 0 30 2 * /bin/false\n`);
    put('jobs/copy.py', '');
    put('drover.config.ts', `import { defineConfig } from '${sdk}';\nexport default defineConfig({});\n`);
    const tried = await imported('--dry-run');
    expect(tried).toMatchObject({ code: 1, err: expect.stringContaining('tab:3: ') as string });
    expect(tried.out).toContain('To be taken over: 2.');
    expect(await imported()).toMatchObject({ code: 1, err: expect.stringContaining('tab:3: ') as string });
    expect(await schedules('drover.config.ts')).toEqual(taken);
  });

  test('a configuration that would be faulty is left as it was, and nothing else is left behind', async () => {
    put('tab', crontab);
    const text = `import { command, defineConfig } from '${sdk}';\nexport default defineConfig({\n  flows: [command({ name: 'copy', command: ['true'] })],\n});\n`;
    put('drover.config.ts', text);
    const { code, err } = await imported();
    expect(code).toBe(1);
    expect(err).toContain('copy');
    expect(readFileSync(join(folder, 'drover.config.ts'), 'utf8')).toBe(text);
    expect(existsSync(join(folder, 'imported/crontab.ts'))).toBe(false);
  });

  test.each(['drover.config.yaml', 'drover.config.json'])('%s gets flows and schedules', async (file) => {
    put('tab', crontab);
    put(file, file.endsWith('json') ? '{"limits": {"shop:*": 1}}' : '# Mine.\nlimits: {"shop:*": 1}\n');
    const env = { HOME: folder, PATH: python.env.PATH, DROVER_CONFIG: join(folder, file) };
    const caller = testCaller(['import', 'crontab', 'tab', '--timezone', 'Asia/Shanghai'], { folder, env });
    expect({ code: await runCommandLine(caller), err: caller.stderr() }).toMatchObject({ code: 0 });
    expect(await schedules(file)).toEqual(taken);
    if (file.endsWith('yaml')) expect(readFileSync(join(folder, file), 'utf8')).toContain('# Mine.');
  });

  test.each([
    ["import { x } from 'drover';\nexport default defineConfig({ flows });\n", null],
    ['export default { flows: [] };\n', null],
    ['export default defineConfig({\n  ...scheduled([]),\n});\n', null],
  ])('a text without a plain place for them is left to its owner: %j', (text, expected) => {
    expect(withTasks(text, 'crontab', './imported/crontab.ts')).toBe(expected);
  });
});
