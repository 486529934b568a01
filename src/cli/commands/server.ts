import type { Command } from 'commander';
import { CommandFailure } from '../command-failure.ts';
import { drover } from '../drover-package.ts';
import { exitCodes } from '../exit-codes.ts';
import { loadSettings } from '../load-settings.ts';
import type { Shell } from '../shell.ts';
import { newsLine } from '../show/config-changes.ts';
import { startFaultText } from '../start-fault-text.ts';
import { stopSignals } from '../stop-signals.ts';

/** `drover server`: the server alone, until it is told to stop. */
export function addServer(program: Command, shell: Shell): void {
  const { say } = shell;
  program
    .command('server')
    .description(say('server_about'))
    .action(
      shell.action(async () => {
        const signals = stopSignals();
        const configuration = await loadSettings(shell);
        const { composeServer } = await import('../../main.ts');
        const start = await composeServer(configuration, {
          version: drover.version,
          consoleFolder: drover.console,
          onConfiguration: (news) => {
            const line = newsLine(news, say, shell.language);
            if (shell.json) shell.note(line);
            else shell.print(line);
          },
        });
        if (!start.ok) {
          throw new CommandFailure(
            exitCodes.failed,
            start.fault.kind,
            startFaultText(start.fault, say),
            start.fault,
          );
        }
        const { server } = start;
        const { url, signInUrl, newAdminToken } = server;
        if (shell.json)
          shell.printJson({ url, version: drover.version, pid: process.pid, signInUrl, newAdminToken });
        else {
          shell.print(say('server_started', { version: drover.version, url }));
          shell.print(say('sign_in_link', { url: signInUrl }));
          if (newAdminToken !== null) shell.print(say('admin_token_made', { token: newAdminToken }));
        }
        await signals.asked;
        await server.stop();
        if (!shell.json) shell.print(say('stopped'));
        signals.release();
        return exitCodes.ok;
      }),
    );
}
