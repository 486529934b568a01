import { join } from 'node:path';
import type { ServiceDefinition, ServiceFacts } from './definition.ts';

/** An agent or daemon for launchd. Source: launchd.plist(5). Not tried on macOS. */
export function launchdPlist(facts: ServiceFacts, home: string, uid: number): ServiceDefinition {
  const { name, argv, folder, env, system, user } = facts;
  const label = `io.drover.${name}`;
  const path = join(system ? '/Library/LaunchDaemons' : join(home, 'Library/LaunchAgents'), `${label}.plist`);
  const domain = system ? 'system' : `gui/${uid}`;
  const output = join(folder, `${name}.output.txt`);
  const entries = [
    ['Label', text(label)],
    ['ProgramArguments', list(argv)],
    ['WorkingDirectory', text(folder)],
    ['EnvironmentVariables', dictionary(Object.entries(env).map(([key, value]) => [key, text(value)]))],
    ['RunAtLoad', '<true/>'],
    // Started again unless it ended by itself with 0.
    ['KeepAlive', dictionary([['SuccessfulExit', '<false/>']])],
    ['ExitTimeOut', '<integer>120</integer>'],
    ['ProcessType', text('Interactive')],
    ['StandardErrorPath', text(output)],
    ...(system ? [['UserName', text(user)] as const] : []),
  ] as const;
  const content = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    `<plist version="1.0">${dictionary(entries)}</plist>`,
    '',
  ].join('\n');
  return {
    path,
    content,
    install: [['launchctl', 'bootstrap', domain, path]],
    uninstall: [['launchctl', 'bootout', `${domain}/${label}`]],
    forget: [],
  };
}

function dictionary(entries: readonly (readonly [string, string])[]): string {
  return `<dict>\n${entries.map(([key, value]) => `<key>${xml(key)}</key>${value}\n`).join('')}</dict>`;
}

function list(items: readonly string[]): string {
  return `<array>${items.map(text).join('')}</array>`;
}

function text(value: string): string {
  return `<string>${xml(value)}</string>`;
}

function xml(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
