import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testCaller } from '../../../test/support/test-caller.ts';
import { runCommandLine } from '../run-command-line.ts';
import { packageName } from './project-files.ts';

test.each([
  ['My Herd', 'my-herd'],
  ['.hidden_', 'hidden'],
  ['店铺', 'my-herd'],
  ['drover', 'my-herd'],
  ['a.b-c_1', 'a.b-c_1'],
])('a folder %j makes the package %j', (folder, name) => {
  expect(packageName(folder)).toBe(name);
});

describe('drover init', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-init-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function init(...args: string[]): Promise<{ made: string[]; kept: string[] }> {
    const caller = testCaller(['init', '--json', ...args], { folder });
    expect(await runCommandLine(caller)).toBe(0);
    return JSON.parse(caller.stdout()) as { made: string[]; kept: string[] };
  }
  const content = (path: string): string => readFileSync(join(folder, path), 'utf8');

  test('makes a project whose configuration is good, and names it after its folder', async () => {
    const { made } = await init('herd');
    expect(made).toEqual([
      ...[
        '.gitignore',
        'README.md',
        'calendars/cn-holidays.yaml',
        'drover.config.ts',
        'flows/count-orders.ts',
      ],
      ...['package.json', 'scripts/hello.mjs', 'scripts/morning-report.mjs', 'tsconfig.json'],
    ]);
    expect(JSON.parse(content('herd/package.json'))).toMatchObject({ name: 'herd', type: 'module' });
    expect(content('herd/README.md')).toMatch(/^# herd\n\nA herd of robots/);
    const check = testCaller(['config', 'check', '--json'], { folder: join(folder, 'herd') });
    expect(await runCommandLine(check)).toBe(0);
    expect(JSON.parse(check.stdout())).toEqual({ ok: true, faults: [], warnings: [] });
  });

  test('never overwrites, and fills in what is missing', async () => {
    writeFileSync(join(folder, 'drover.config.ts'), '// mine\n');
    writeFileSync(join(folder, 'package.json'), '{}');
    expect((await init()).kept).toEqual(['drover.config.ts', 'package.json']);
    expect(content('drover.config.ts')).toBe('// mine\n');
    expect((await init()).made).toEqual([]);
  });

  test('the README is in the language that was asked for', async () => {
    await init('--lang', 'zh');
    expect(content('README.md')).toContain('机器人');
  });
});
