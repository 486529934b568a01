import { join } from 'node:path';
import type { ServiceDefinition, ServiceFacts } from './definition.ts';

/** A unit for systemd. Source: systemd.service(5), systemd.exec(5), systemd.kill(5), systemd.syntax(7). */
export function systemdUnit(facts: ServiceFacts, home: string): ServiceDefinition {
  const { name, argv, folder, env, system, user } = facts;
  const unit = `${name}.service`;
  const control = system ? ['systemctl'] : ['systemctl', '--user'];
  const lines = [
    '[Unit]',
    'Description=Drover: a herd of RPA robots',
    'After=network-online.target',
    'Wants=network-online.target',
    '',
    '[Service]',
    'Type=exec',
    `ExecStart=${argv.map(quoted).join(' ')}`,
    `WorkingDirectory=${escaped(folder).replaceAll(' ', '\\x20')}`,
    ...Object.entries(env).map(([key, value]) => `Environment=${quoted(`${key}=${value}`)}`),
    ...(system ? [`User=${user}`] : []),
    'Restart=on-failure',
    'RestartSec=2',
    '# Drover ends its node and the node its programs, in order; what is left after that is killed.',
    'KillMode=mixed',
    'TimeoutStopSec=120',
    '# Programs get cgroups of their own, by which nothing of them can hide.',
    'Delegate=yes',
    'UMask=0077',
    '',
    '[Install]',
    `WantedBy=${system ? 'multi-user.target' : 'default.target'}`,
    '',
  ];
  return {
    path: join(system ? '/etc/systemd/system' : join(home, '.config/systemd/user'), unit),
    content: lines.join('\n'),
    install: [
      [...control, 'daemon-reload'],
      [...control, 'enable', '--now', unit],
      // Else it would end with the user's last session.
      ...(system ? [] : [['loginctl', 'enable-linger', user]]),
    ],
    uninstall: [[...control, 'disable', '--now', unit]],
    forget: [[...control, 'daemon-reload']],
  };
}

/** `%` begins a specifier, `$` a variable. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('%', '%%');
}

function quoted(text: string): string {
  const safe = escaped(text).replaceAll('"', '\\"').replaceAll('$', '$$$$').replaceAll('\n', '\\n');
  return /^[\w@%+=:,./$-]+$/.test(safe) ? safe : `"${safe}"`;
}
