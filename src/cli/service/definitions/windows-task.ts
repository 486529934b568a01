import { join } from 'node:path';
import type { ServiceDefinition, ServiceFacts } from './definition.ts';

/**
 * A task for the Windows Task Scheduler, begun at the user's sign-in, which is what robots with a screen need. Source: the
 * Task Scheduler schema, http://schemas.microsoft.com/windows/2004/02/mit/task. Not tried on Windows.
 */
export function windowsTask(facts: ServiceFacts, dataFolder: string): ServiceDefinition {
  const { name, argv, folder, env, user } = facts;
  const path = join(dataFolder, `${name}.task.xml`);
  // A task has no environment of its own.
  const set = Object.entries(env).map(([key, value]) => `set "${key}=${value.replaceAll('%', '%%')}"`);
  const line = [...set, argv.map(quoted).join(' ')].join(' && ');
  const content = `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.4" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Drover: a herd of RPA robots</Description></RegistrationInfo>
  <Triggers><LogonTrigger><Enabled>true</Enabled><UserId>${xml(user)}</UserId></LogonTrigger></Triggers>
  <Principals><Principal id="Author"><UserId>${xml(user)}</UserId><LogonType>InteractiveToken</LogonType></Principal></Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
    <Hidden>true</Hidden>
  </Settings>
  <Actions Context="Author">
    <Exec><Command>cmd.exe</Command><Arguments>${xml(`/d /s /c "${line}"`)}</Arguments><WorkingDirectory>${xml(folder)}</WorkingDirectory></Exec>
  </Actions>
</Task>
`;
  return {
    path,
    content,
    install: [
      ['schtasks', '/Create', '/TN', name, '/XML', path, '/F'],
      ['schtasks', '/Run', '/TN', name],
    ],
    uninstall: [['schtasks', '/Delete', '/TN', name, '/F']],
    forget: [],
  };
}

function quoted(word: string): string {
  return `"${word}"`;
}

function xml(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
