import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FlowProgram } from '../../../contract/manifest.ts';
import { servicePath } from './service-path.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-path-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const npx = { npm_config_user_agent: 'npm/11.6.0 node/v24.0.0 linux x64' };
const joined = (...folders: string[]): string => folders.join(delimiter);

/** A folder of programs below the test's own. */
function programs(path: string, ...names: string[]): string {
  const made = join(folder, path);
  mkdirSync(made, { recursive: true });
  for (const name of names) {
    writeFileSync(join(made, name), '#!/bin/sh\n');
    chmodSync(join(made, name), 0o755);
  }
  return made;
}

const command = (...argv: string[]): { program: FlowProgram } => ({
  program: { kind: 'command', command: argv, cwd: folder, encoding: 'utf-8', env: {} },
});

test('each folder is there once, in its place, and an empty entry, which means any working folder, is not', () => {
  expect(servicePath({}, joined('/opt/bin', '/usr/bin/', '', '/opt/bin', '/', '/usr/bin'), [])).toBe(
    joined('/opt/bin', '/usr/bin', '/'),
  );
});

test('what npx has put before it is left out, and stays for who has put it there', () => {
  const own = ['/usr/local/bin', '/usr/bin'];
  const path = joined(
    ...[
      '/home/ann/.npm/_npx/9d0a/node_modules/.bin',
      '/srv/herd/node_modules/.bin',
      '/srv/node_modules/.bin',
    ],
    ...['/node_modules/.bin', '/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin'],
    ...['/srv/herd/node_modules/.bin', ...own],
  );
  expect(servicePath(npx, path, [])).toBe(joined(...own));
  expect(servicePath({}, joined('/srv/herd/node_modules/.bin', ...own), [])).toBe(
    joined('/srv/herd/node_modules/.bin', ...own),
  );
});

test('a folder of npx stays where a program of a flow is found there only', () => {
  const scripts = programs('node_modules/.bin', 'robot', 'both');
  const system = programs('bin', 'both');
  const above = programs('above/node_modules/.bin', 'robot');
  const path = joined(scripts, above, system);
  expect(servicePath(npx, path, [command('both'), command('./robot'), command('nowhere')])).toBe(system);
  expect(servicePath(npx, path, [command('robot')])).toBe(joined(scripts, system));
  const script: FlowProgram = {
    ...{ kind: 'script', entry: '/a.x', interpreter: ['robot'], args: [], cwd: folder, encoding: 'utf-8' },
    env: {},
  };
  expect(servicePath(npx, path, [{ program: script }])).toBe(joined(scripts, system));
  expect(servicePath(npx, path, [{ program: { ...script, env: { PATH: '/own' } } }])).toBe(system);
});
