import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testCaller } from '../../../../test/support/test-caller.ts';
import { runCommandLine } from '../../run-command-line.ts';
import { launchdPlist } from './launchd.ts';
import { systemdUnit } from './systemd.ts';
import { windowsTask } from './windows-task.ts';

const facts = {
  name: 'herd',
  argv: ['/opt/node/bin/node', '/srv/my herd/drover.js', 'up'],
  folder: '/srv/my herd',
  env: { DROVER_PORT: '4200', NOTE: 'a "b" $HOME 100% \\ <&>' },
  system: false,
  user: 'anna',
};

test('a systemd unit: what the manual gives a meaning to is written so that it has none', () => {
  const { path, content, install } = systemdUnit(facts, '/home/anna');
  expect(path).toBe('/home/anna/.config/systemd/user/herd.service');
  expect(content).toContain('ExecStart=/opt/node/bin/node "/srv/my herd/drover.js" up\n');
  expect(content).toContain('WorkingDirectory=/srv/my\\x20herd\n');
  expect(content).toContain('Environment=DROVER_PORT=4200\n');
  expect(content).toContain(
    'Environment="NOTE=a \\"b\\" $$HOME 100%% \\\\\\\\ <&>"\n'.replace('\\\\\\\\', '\\\\'),
  );
  expect(content).toContain('KillMode=mixed\n');
  expect(content).toContain('WantedBy=default.target\n');
  expect(install.at(-1)).toEqual(['loginctl', 'enable-linger', 'anna']);
  const system = systemdUnit({ ...facts, system: true }, '/home/anna');
  expect(system.path).toBe('/etc/systemd/system/herd.service');
  expect(system.content).toMatch(/^User=anna$/m);
});

test('a launchd plist and a Windows task are well-formed and say the same', () => {
  const plist = launchdPlist(facts, '/Users/anna', 501);
  expect(plist.path).toBe('/Users/anna/Library/LaunchAgents/io.drover.herd.plist');
  expect(plist.content).toContain('<string>/srv/my herd/drover.js</string><string>up</string>');
  expect(plist.content).toContain('<key>NOTE</key><string>a "b" $HOME 100% \\ &lt;&amp;&gt;</string>');
  const task = windowsTask(facts, 'C:/data');
  expect(task.content).toContain('&quot;/srv/my herd/drover.js&quot; &quot;up&quot;');
  for (const { content } of [plist, task]) {
    const open = [...content.matchAll(/<([A-Za-z]\w*)(?=[\s>])[^>]*[^/]>|<([A-Za-z]\w*)>/g)].length;
    expect(open).toBe([...content.matchAll(/<\/\w+>/g)].length);
  }
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-service-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('service install writes the file without secrets and says what to do next; uninstall takes it away', async () => {
  const env = {
    HOME: folder,
    PATH: '/srv/node_modules/.bin:/node_modules/.bin:/srv/node_modules/.bin:/bin:/usr/bin:/bin',
    npm_config_user_agent: 'npm/11.6.0',
    DROVER_PORT: '4300',
    DROVER_ADMIN_TOKEN: 'a-secret-of-16-characters',
  };
  const call = async (...args: string[]) => {
    const caller = testCaller(['service', ...args], { folder, env });
    return { code: await runCommandLine(caller), out: caller.stdout(), err: caller.stderr() };
  };
  const path = join(folder, '.config/systemd/user/herd.service');
  const installed = await call('install', '--kind', 'systemd', '--name', 'herd');
  expect(installed).toMatchObject({ code: 0 });
  expect(installed.out).toContain(`Written: ${path}\n`);
  expect(installed.out).toContain('  systemctl --user enable --now herd.service\n');
  expect(installed.err).toContain('DROVER_ADMIN_TOKEN_FILE');
  const unit = readFileSync(path, 'utf8');
  expect(unit).toContain(`Environment=DROVER_DATA=${folder}/.drover\n`);
  expect(unit).toContain('Environment=DROVER_PORT=4300\n');
  expect(unit).toContain('Environment=PATH=/bin:/usr/bin\n');
  expect(unit).not.toContain('a-secret');
  const removed = await call('uninstall', '--kind', 'systemd', '--name', 'herd');
  expect(removed).toMatchObject({ code: 0 });
  expect(existsSync(path)).toBe(false);
  expect(await call('uninstall', '--kind', 'systemd', '--name', 'herd')).toMatchObject({ code: 1 });
  expect(await call('install', '--kind', 'upstart')).toMatchObject({ code: 2 });
  expect(await call('install', '--name', 'a b')).toMatchObject({ code: 2 });
  const printed = await call('install', '--kind', 'launchd', '--print');
  expect(printed.out).toContain('<plist version="1.0">');
});
