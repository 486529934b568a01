import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import type { Manifest } from '../../contract/manifest.ts';
import { environmentSecrets } from '../../domain/secret-mask.ts';
import { CommandFailure } from '../command-failure.ts';
import { drover } from '../drover-package.ts';
import { exitCodes } from '../exit-codes.ts';
import { loadSettings } from '../load-settings.ts';
import type { ServiceDefinition } from '../service/definitions/definition.ts';
import { launchdPlist } from '../service/definitions/launchd.ts';
import { servicePath } from '../service/definitions/service-path.ts';
import { systemdUnit } from '../service/definitions/systemd.ts';
import { windowsTask } from '../service/definitions/windows-task.ts';
import type { Shell } from '../shell.ts';

const kinds = ['systemd', 'launchd', 'windows'] as const;
type Kind = (typeof kinds)[number];

interface Options {
  readonly name: string;
  readonly kind?: string;
  readonly system?: boolean;
  readonly now?: boolean;
  readonly print?: boolean;
}

/** `drover service install|uninstall`: the system starts Drover, and starts it again. */
export function addServiceInstall(program: Command, shell: Shell): void {
  const { say } = shell;
  const service = program.command('service').description(say('service_about'));
  const withOptions = (command: Command): Command =>
    command
      .option('--name <name>', say('option_service_name'), 'drover')
      .option('--kind <kind>', say('option_service_kind', { kinds: kinds.join(', ') }))
      .option('--system', say('option_service_system'))
      .option('--now', say('option_service_now'));
  withOptions(service.command('install').description(say('service_install_about')))
    .option('--print', say('option_service_print'))
    .action(
      shell.action(async (options: Options) => {
        const { definition, left } = await define(shell, options);
        const { path, content } = definition;
        if (options.print === true) {
          if (shell.json) shell.printJson({ path, content });
          else shell.print(content);
          return exitCodes.ok;
        }
        write(shell, path, content);
        for (const key of left) shell.note(say('service_secret', { key }));
        return finish(shell, options, definition, definition.install, say('service_written', { path }));
      }),
    );
  withOptions(service.command('uninstall').description(say('service_uninstall_about'))).action(
    shell.action(async (options: Options) => {
      const { definition } = await define(shell, options);
      const { path, uninstall, forget } = definition;
      if (!existsSync(path))
        throw new CommandFailure(exitCodes.failed, 'no_service', say('service_none', { path }), { path });
      if (options.now === true) run(shell, uninstall);
      rmSync(path);
      const rest = options.now === true ? forget : [...uninstall, ...forget];
      return finish(shell, options, definition, rest, say('service_removed', { path }));
    }),
  );
}

/** What the service would be here, and the variables that were left out because they hold secrets. */
async function define(
  shell: Shell,
  { name, kind, system = false }: Options,
): Promise<{ readonly definition: ServiceDefinition; readonly left: readonly string[] }> {
  const { say, caller } = shell;
  if (!/^[\w-]{1,64}$/.test(name))
    throw new CommandFailure(exitCodes.usage, 'usage', say('service_name_form', { name }));
  const chosen = kindOf(kind, shell);
  // What can't start is not installed.
  const { settings, manifest } = await loadSettings(shell);
  const { env, left } = serviceEnvironment(caller.env, settings.dataFolder, manifest.flows);
  const { username, uid } = userInfo();
  const facts = {
    name,
    argv: [process.execPath, drover.program, 'up'],
    folder: caller.folder,
    env,
    system,
    user: username,
  };
  const home = caller.env['HOME'] ?? homedir();
  switch (chosen) {
    case 'systemd':
      return { definition: systemdUnit(facts, home), left };
    case 'launchd':
      return { definition: launchdPlist(facts, home, uid), left };
    case 'windows':
      return { definition: windowsTask(facts, settings.dataFolder), left };
  }
}

function kindOf(given: string | undefined, { say }: Shell): Kind {
  if (given === undefined)
    return process.platform === 'win32' ? 'windows' : process.platform === 'darwin' ? 'launchd' : 'systemd';
  const known = kinds.find((kind) => kind === given);
  if (known !== undefined) return known;
  const message = say('word_form', { option: '--kind', text: given, known: kinds.join(', ') });
  throw new CommandFailure(exitCodes.usage, 'usage', message);
}

/** Drover's own variables and the search path; secrets belong into files (`NAME_FILE`), not into a unit. */
function serviceEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  dataFolder: string,
  flows: Manifest['flows'],
): { readonly env: Record<string, string>; readonly left: string[] } {
  const kept: Record<string, string> = {};
  const left: string[] = [];
  for (const [key, value] of Object.entries({ ...env, DROVER_DATA: dataFolder }).sort()) {
    // Names are case-insensitive on Windows.
    const name = process.platform === 'win32' ? key.toUpperCase() : key;
    if (value === undefined || !/^(DROVER_|XIAOWU_|LOG_|OTLP_|KAFKA_|PATH$|LANG$|TZ$)/.test(name)) continue;
    if (environmentSecrets({ [key]: value }).length > 0) left.push(key);
    else kept[name] = name === 'PATH' ? servicePath(env, value, flows) : value;
  }
  return { env: kept, left };
}

function write(shell: Shell, path: string, content: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    // The Task Scheduler reads UTF-16 only.
    writeFileSync(path, content, path.endsWith('.xml') ? 'utf16le' : 'utf8');
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const message = shell.say('init_not_written', { path, detail });
    throw new CommandFailure(exitCodes.failed, 'not_written', message, { path });
  }
}

function finish(
  shell: Shell,
  { now = false }: Options,
  { path }: ServiceDefinition,
  commands: readonly (readonly string[])[],
  done: string,
): typeof exitCodes.ok {
  if (now) run(shell, commands);
  if (shell.json) {
    shell.printJson({ path, ran: now, commands });
    return exitCodes.ok;
  }
  shell.print(done);
  if (!now && commands.length > 0) {
    shell.print(shell.say('service_then'));
    for (const command of commands) shell.print(`  ${command.join(' ')}`);
  }
  return exitCodes.ok;
}

/** Runs the system's own commands, one after the other; the first that fails ends it. */
function run(shell: Shell, commands: readonly (readonly string[])[]): void {
  for (const [program = '', ...args] of commands) {
    const ended = spawnSync(program, args, { encoding: 'utf8', windowsHide: true });
    if (ended.status === 0) continue;
    const detail = (ended.error?.message ?? `${ended.stderr}${ended.stdout}`).trim();
    const command = [program, ...args].join(' ');
    const message = shell.say('service_command_failed', { command, detail });
    throw new CommandFailure(exitCodes.failed, 'command_failed', message, { command });
  }
}
