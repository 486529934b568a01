import { type Command, Option } from 'commander';
import type { NodeStartFault } from '../../domain/start-fault.ts';
import { CommandFailure } from '../command-failure.ts';
import { drover } from '../drover-package.ts';
import { keepAlive } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { loadSettings } from '../load-settings.ts';
import { readWhole } from '../number-options.ts';
import { stopRequest } from '../service/stop-request.ts';
import type { Shell } from '../shell.ts';
import { newsLine } from '../show/config-changes.ts';
import { startFaultText } from '../start-fault-text.ts';
import { stopSignals } from '../stop-signals.ts';
import type { Say } from '../words/words.ts';

/** How long runs may still go on when the node is told to stop, before they are stopped in order, ms. */
const graceMs = 2_000;

/** `drover node`: a node alone, until it is told to stop. */
export function addNode(program: Command, shell: Shell): void {
  const { say } = shell;
  program
    .command('node')
    .description(say('node_about'))
    // Given by `drover up`: its pid.
    .addOption(new Option('--supervisor <pid>').hideHelp())
    .action(
      shell.action(async (options: { supervisor?: string }) => {
        const { env } = shell.caller;
        const supervisorPid =
          options.supervisor === undefined
            ? null
            : readWhole('--supervisor', options.supervisor, 1, 2 ** 31, say);
        // Ctrl-C reaches the whole foreground group; the supervisor then ends the node in order.
        const signals = stopSignals(supervisorPid === null ? [] : ['SIGINT', 'SIGHUP']);
        const configuration = await loadSettings(shell);
        const { composeNode } = await import('../../main.ts');
        const start = await composeNode(configuration, {
          version: drover.version,
          environment: env,
          program: [process.execPath, drover.program, 'node'],
          folder: shell.caller.folder,
          supervisorPid,
          interruptions: signals.groupSignals,
          onConfiguration: (news) => shell.note(newsLine(news, say, shell.language)),
          onConnected: (name, url) => {
            if (!shell.json) shell.print(say('node_started', { name, url }));
          },
        });
        if (!start.ok) throw failureOf(start.fault, say);
        const { node } = start;
        const release = keepAlive();
        // What this process leaves, its guard kills.
        signals.hurry.addEventListener('abort', () => process.exit(exitCodes.failed));
        const reason = await Promise.race([signals.asked, node.fatal]);
        if (typeof reason === 'string') {
          release();
          throw new CommandFailure(exitCodes.failed, 'node', say('node_fatal', { detail: reason }));
        }
        const asked = stopRequest(configuration.settings.dataFolder)?.graceMs;
        await node.stop({ graceMs: asked ?? graceMs });
        release();
        signals.release();
        if (!shell.json) shell.print(say('stopped'));
        return exitCodes.ok;
      }),
    );
}

function failureOf(fault: NodeStartFault, say: Say): CommandFailure {
  switch (fault.kind) {
    case 'needs':
      return new CommandFailure(exitCodes.usage, 'configuration', say('node_needs', { key: fault.key }));
    case 'folder_used': {
      const message = say('node_folder_used', { path: fault.path, pid: fault.pid ?? '?' });
      return new CommandFailure(exitCodes.failed, fault.kind, message, fault);
    }
    case 'data_folder':
    case 'log_folder':
      return new CommandFailure(exitCodes.failed, fault.kind, startFaultText(fault, say), fault);
    case 'failed':
      return new CommandFailure(exitCodes.failed, 'node', say('node_failed', { detail: fault.detail }));
  }
}
