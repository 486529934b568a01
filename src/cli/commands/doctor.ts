import type { Command } from 'commander';
import { describeFaults } from '../../config/describe-faults.ts';
import { readEnvironment } from '../../config/environment.ts';
import { loadConfiguration } from '../../config/load.ts';
import type { Manifest } from '../../contract/manifest.ts';
import { findCgroupBase } from '../../node/process-tree/tree-cgroup.ts';
import { chooseConfig } from '../chosen-config.ts';
import { CommandFailure } from '../command-failure.ts';
import { checkEngines } from '../doctor/engine-checks.ts';
import { broken, type Finding, type FindingState, good, warning } from '../doctor/finding.ts';
import { checkDatabase, checkDataFolder, checkDisk } from '../doctor/folder-checks.ts';
import { checkCgroup, checkNode, checkPython, checkSetpriv } from '../doctor/machine-checks.ts';
import { checkPrograms } from '../doctor/program-checks.ts';
import { checkPort, checkServer } from '../doctor/server-checks.ts';
import { exitCodes } from '../exit-codes.ts';
import { findServer, type ServerFound } from '../server-found.ts';
import type { Shell } from '../shell.ts';
import { configCounts } from '../show/config-counts.ts';
import type { Say } from '../words/words.ts';

const marks = {
  ok: ['green', '✓'],
  warning: ['yellow', '!'],
  broken: ['red', '✗'],
} as const satisfies Record<FindingState, readonly ['green' | 'yellow' | 'red', string]>;

/** `drover doctor`: what is wrong with this machine, its configuration and its server, and what to do about it. */
export function addDoctor(program: Command, shell: Shell): void {
  const { say } = shell;
  program
    .command('doctor')
    .description(say('doctor_about'))
    .action(
      shell.action(async () => {
        const findings = await examine(shell);
        const bad = findings.filter(({ state }) => state === 'broken').length;
        const ok = bad === 0;
        if (shell.json) shell.printJson({ ok, findings });
        else {
          for (const { state, text, remedy } of findings) {
            const [colour, mark] = marks[state];
            shell.print(`${shell.paint(colour, mark)} ${text}`);
            if (remedy !== null) shell.print(remedy.replace(/^/gm, '  → '));
          }
          shell.print(`\n${endWords(findings, bad, say)}`);
        }
        return ok ? exitCodes.ok : exitCodes.failed;
      }),
    );
}

/** What comes of it all; not well while nothing starts. */
function endWords(findings: readonly Finding[], bad: number, say: Say): string {
  if (bad > 0) return say('doctor_ill', { count: bad });
  const halted = findings.some(({ check }) => check === 'maintenance');
  return say(halted ? 'doctor_halted' : 'doctor_well');
}

/** All checks, in the order in which they are worth reading. */
async function examine(shell: Shell): Promise<Finding[]> {
  const { say, caller } = shell;
  const { PATH: path } = caller.env;
  const { finding: config, manifest } = await checkConfig(shell);
  const found = [
    checkNode(say, process.versions.node),
    checkPython(say, manifest, path),
    checkSetpriv(say, path),
    checkCgroup(say, findCgroupBase()),
    config,
    ...checkPrograms(say, manifest, path),
  ];
  const reading = readEnvironment(caller.env, caller.folder);
  if (!reading.ok) return found;
  const { dataFolder, database, host, port } = reading.settings;
  found.push(checkDataFolder(say, dataFolder), checkDisk(say, dataFolder));
  const server = knownServer(shell);
  const ofServer = server === null ? [] : await checkServer(shell, server, () => caller.now());
  if (server === null) found.push(warning('server', say('doctor_server_none'), say('doctor_server_remedy')));
  // A server that answers holds its port and says itself how its store is.
  if (!ofServer.some(({ check, state }) => check === 'server' && state === 'ok')) {
    found.push(checkDatabase(say, database.path));
    if (port !== 0) found.push(await checkPort(say, host, port));
  }
  const ofEngines = await checkEngines(say, reading.settings, manifest, caller.env);
  return [...found, ...ofServer, ...ofEngines];
}

async function checkConfig(shell: Shell): Promise<{ finding: Finding; manifest: Manifest | null }> {
  const { caller, say, language } = shell;
  const { env, besides } = await chooseConfig(shell);
  const reading = await loadConfiguration(env, { folder: caller.folder });
  if (!reading.ok) {
    const faults = describeFaults(reading.faults, language);
    const text = say('doctor_config_faults', { count: reading.faults.length });
    return { finding: broken('config', text, faults), manifest: null };
  }
  const { manifest, configPath, warnings } = reading.configuration;
  const values = configCounts(configPath ?? '-', manifest);
  const finding =
    configPath === null
      ? warning('config', say('doctor_config_none'), say('doctor_config_remedy'))
      : besides !== null
        ? warning(
            'config',
            say('config_good', values),
            [say('config_besides', { path: besides }), describeFaults(warnings, language)].join('\n').trim(),
          )
        : warnings.length > 0
          ? warning('config', say('config_good', values), describeFaults(warnings, language))
          : good('config', say('config_good', values));
  return { finding, manifest };
}

/** The server that commands would talk to; null: none is known here. */
function knownServer({ caller, say, language }: Shell): ServerFound | null {
  try {
    return findServer(caller, say, language);
  } catch (error) {
    if (error instanceof CommandFailure && error.code === 'unreachable') return null;
    throw error;
  }
}
