import type { Command } from 'commander';
import { drover } from '../drover-package.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { loadSettings } from '../load-settings.ts';
import { readSpan } from '../number-options.ts';
import type { ServiceUp } from '../service/start-service.ts';
import type { Shell } from '../shell.ts';

interface StopOptions {
  readonly force?: boolean;
  readonly grace?: string;
  readonly timeout?: string;
}

/** How long a stop may take, ms: attempts get 2 s, their programs 5 s after TERM, and the server closes. */
const usualPatienceMs = 90_000;
const forcedPatienceMs = 10_000;

/** `drover start|stop|restart`: server and node of this machine in the background. */
export function addService(program: Command, shell: Shell): void {
  const { say } = shell;
  program
    .command('start')
    .description(say('start_about'))
    .action(shell.action(() => start(shell)));
  stopOptions(program.command('stop').description(say('stop_about')), shell).action(
    shell.action(async (options: StopOptions) => {
      const stopped = await stop(shell, options);
      if (shell.json) shell.printJson(stopped);
      else if (stopped.serverPid === null && stopped.nodePid === null) shell.print(say('stop_nothing'));
      else if (stopped.serverPid === null) shell.print(say('stop_node', { pid: stopped.nodePid ?? '?' }));
      else shell.print(say('stop_done', { pid: stopped.serverPid }));
      return exitCodes.ok;
    }),
  );
  stopOptions(program.command('restart').description(say('restart_about')), shell).action(
    shell.action(async (options: StopOptions) => {
      const { resumeLastStart } = await import('../service/resume.ts');
      const { shell: resumed, kept } = await resumeLastStart(shell);
      // What can't start again is not stopped.
      await loadSettings(resumed);
      const stopped = await stop(resumed, options);
      if (!shell.json && stopped.serverPid !== null)
        shell.print(say('stop_done', { pid: stopped.serverPid }));
      return start(resumed, kept);
    }),
  );
}

function stopOptions(command: Command, { say }: Shell): Command {
  return command
    .option('--grace <span>', say('option_grace'))
    .option('--timeout <span>', say('option_stop_timeout'))
    .option('--force', say('option_force'));
}

/** `kept`: settings that were taken over from the last start. */
async function start(shell: Shell, kept: Readonly<Record<string, string>> = {}): Promise<ExitCode> {
  const { startService, serviceSettings } = await import('../service/start-service.ts');
  const settings = await serviceSettings(shell);
  const up = await startService(shell, settings);
  tellStart(shell, up, settings, kept);
  return exitCodes.ok;
}

function tellStart(
  shell: Shell,
  { pid, facts, nodeConnected, said }: ServiceUp,
  { dataFolder, log }: { readonly dataFolder: string; readonly log: { readonly folder: string } },
  kept: Readonly<Record<string, string>>,
): void {
  const { say } = shell;
  const { url, signInUrl, newAdminToken } = facts;
  if (said.trim() !== '') shell.note(said.trim());
  if (shell.json) {
    shell.printJson({
      pid,
      url,
      signInUrl,
      version: drover.version,
      dataFolder,
      logFolder: log.folder,
      nodeConnected,
      newAdminToken,
      kept,
    });
    return;
  }
  shell.print(say('start_done', { version: drover.version, pid, url, logs: log.folder }));
  const settings = Object.entries(kept).map(([key, value]) => `${key}=${value}`);
  if (settings.length > 0) shell.print(say('restart_kept', { settings: settings.join(' ') }));
  shell.print(say('start_console', { url: signInUrl }));
  if (newAdminToken !== null) shell.print(say('admin_token_made', { token: newAdminToken }));
  if (!nodeConnected) shell.note(say('start_no_node'));
  shell.print(say('start_next'));
}

async function stop(shell: Shell, { force = false, grace, timeout }: StopOptions) {
  const { say } = shell;
  const graceMs = grace === undefined ? null : readSpan('--grace', grace, say) * 1000;
  const usual = force ? forcedPatienceMs : usualPatienceMs;
  const patienceMs = timeout === undefined ? usual : readSpan('--timeout', timeout, say) * 1000;
  const { serviceSettings } = await import('../service/start-service.ts');
  const { stopService } = await import('../service/stop-service.ts');
  const { dataFolder } = await serviceSettings(shell);
  return stopService(shell, { dataFolder, graceMs, patienceMs, force });
}
