import { type Command, Option } from 'commander';
import { runStates } from '../../contract/run-states.ts';
import type { System } from '../../contract/system.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Shell } from '../shell.ts';
import { card } from '../show/card.ts';
import { localInstant } from '../show/instants.ts';
import { maintenanceText } from '../show/maintenance-text.ts';
import type { Language, Say } from '../words/words.ts';

/** `drover system …` */
export function addSystem(program: Command, shell: Shell): void {
  const { say, language } = shell;
  const system = program.command('system').description(say('system_about'));
  system
    .command('status')
    .description(say('system_status_about'))
    .action(
      shell.action(async () => {
        const client = shell.connect();
        const [status, queues] = await Promise.all([client.system(), client.queues()]);
        if (shell.json) shell.printJson({ ...status, queues });
        else {
          shell.print(statusCard(status, say, language));
          if (queues.length > 0) {
            shell.print('');
            shell.printTable(queues, [
              { title: say('column_pool'), text: (queue) => queue.pool },
              { title: say('state_running'), text: (queue) => String(queue.running) },
              { title: say('state_queued'), text: (queue) => String(queue.queued) },
              { title: say('state_blocked'), text: (queue) => String(queue.waiting) },
              {
                title: say('column_oldest'),
                text: (queue) => (queue.oldestWaitingAt === null ? '-' : localInstant(queue.oldestWaitingAt)),
              },
              {
                title: say('field_blocked_by'),
                text: (queue) =>
                  queue.blockers.map((blocker) => `${blocker.key} (${blocker.waiting})`).join(', '),
                flexible: true,
              },
            ]);
          }
        }
        return exitCodes.ok;
      }),
    );
  const maintenance = system.command('maintenance').description(say('maintenance_about'));
  for (const word of ['on', 'off'] as const) {
    const command = maintenance.command(word).description(say(`maintenance_${word}_about`));
    if (word === 'on')
      command
        .option('--note <text>', say('option_reason_maintenance'))
        // What `shops pause` calls it.
        .addOption(new Option('--reason <text>', say('option_reason_maintenance')).hideHelp());
    command.action(
      shell.action(async ({ reason, note = reason }: { note?: string; reason?: string }) => {
        const now = await shell.connect().setMaintenance(word === 'on', note);
        if (shell.json) shell.printJson({ maintenance: now });
        else shell.print(say(now === null ? 'maintenance_is_off' : 'maintenance_is_on'));
        return exitCodes.ok;
      }),
    );
  }
  system
    .command('stop-all')
    .description(say('stop_all_about'))
    .option('--yes', say('option_yes'))
    .action(
      shell.action(async ({ yes }: { yes?: boolean }) => {
        const client = shell.connect();
        const asked = await client.askStopAll();
        if (yes !== true) {
          if (shell.json) shell.printJson(asked);
          else shell.note(say('stop_all_would', { waiting: asked.waiting, running: asked.running }));
          return exitCodes.failed;
        }
        const done = await client.stopAll(asked.confirm);
        if (shell.json) shell.printJson(done);
        else shell.print(say('stopped_many', { cancelled: done.cancelled, stopping: done.stopping }));
        return exitCodes.ok;
      }),
    );
}

function statusCard(status: System, say: Say, language: Language): string {
  const { maintenance, lastPruning, runs, deadLetters, retention } = status;
  return card([
    [say('field_version'), `${status.version} (pid ${status.pid})`],
    [say('field_started'), localInstant(status.startedAt)],
    [
      say('field_maintenance'),
      maintenance === null ? say('maintenance_none') : maintenanceText(maintenance, language),
    ],
    [
      say('field_live'),
      runStates
        .flatMap((state) => (runs[state] === undefined ? [] : [`${say(`state_${state}`)} ${runs[state]}`]))
        .join(', ') || '0',
    ],
    [say('field_dead'), String(deadLetters.open ?? 0)],
    [
      say('field_retention'),
      say('retention_words', { days: retention.days, runs: retention.runs, logs: retention.blobDays }),
    ],
    [
      say('field_pruned'),
      lastPruning === null
        ? null
        : say('pruned_words', {
            at: localInstant(lastPruning.at),
            runs: lastPruning.runs,
            logs: lastPruning.logs,
          }),
    ],
  ]);
}
