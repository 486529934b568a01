import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { testCaller } from '../../../test/support/test-caller.ts';
import { drover } from '../drover-package.ts';
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
    expect(JSON.parse(check.stdout())).toEqual({ ok: true, faults: [], warnings: [], unused: [] });
  });

  test('never overwrites, and fills in what is missing', async () => {
    writeFileSync(join(folder, 'drover.config.ts'), '// mine\n');
    writeFileSync(join(folder, 'package.json'), '{}');
    expect((await init()).kept).toEqual(['drover.config.ts', 'package.json']);
    expect(content('drover.config.ts')).toBe('// mine\n');
    expect((await init()).made).toEqual([]);
  });

  test.each([
    ['en', 'A herd of robots'],
    ['zh', '机器人'],
  ])(
    'the README is in the language that was asked for (%s), its steps in an order that works',
    async (lang, words) => {
      const { made } = await init('--lang', lang);
      const readme = content('README.md');
      expect(readme).toContain(words);
      const blocks = [...readme.matchAll(/```sh\n([^]*?)```/g)].map((match) => match[1] ?? '');
      expect(blocks.map((block) => block.match(/^(npm install|npx drover \w+)(?= )/gm))).toEqual([
        // The package is installed before it is used, what is wrong is told before it is started.
        ['npm install', 'npx drover doctor', 'npx drover up'],
        ['npx drover submit', 'npx drover submit', 'npx drover runs'],
      ]);
      expect(readme).toContain(`npm install ./drover-${drover.version}.tgz `);
      // A project's program is not in the search path.
      expect(readme.match(/(?<!npx )\bdrover [a-z]+/g)).toBeNull();
      const told = made.filter((path) => path.includes('/') || path === 'drover.config.ts');
      for (const path of told) expect(readme).toContain(`| \`${path}\``);
    },
  );

  test('says what to do next, from where one is; what is installed already is not installed again', async () => {
    const next = async (...args: string[]): Promise<string[]> => {
      const caller = testCaller(['init', ...args], { folder });
      expect(await runCommandLine(caller)).toBe(0);
      const [, steps = ''] = caller.stdout().split('Next');
      return [...steps.matchAll(/^ {2}(\S.*?)(?: +#.*)?$/gm)].map((match) => match[1] ?? '');
    };
    const install = `npm install ./drover-${drover.version}.tgz`;
    const rest = ['npx drover doctor', 'npx drover up', 'npx drover submit hello'];
    expect(await next('herd')).toEqual(['cd herd', install, ...rest]);
    mkdirSync(join(folder, 'node_modules', 'drover'), { recursive: true });
    expect(await next()).toEqual(rest);
  });
});
