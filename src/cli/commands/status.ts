import type { Command } from 'commander';
import { runStates } from '../../contract/run-states.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ServiceStatus } from '../service/service-status.ts';
import type { Shell } from '../shell.ts';
import { card } from '../show/card.ts';
import { localInstant, timeSpan, zonedInstant } from '../show/instants.ts';
import { maintenanceText } from '../show/maintenance-text.ts';
import { zonedFire } from '../show/schedule-table.ts';
import { toldIn } from '../show/told.ts';

/** `drover status`: how the server of this data folder stands; exit 0 when it answers, 3 when none does. */
export function addStatus(program: Command, shell: Shell): void {
  program
    .command('status')
    .description(shell.say('status_about'))
    .action(
      shell.action(async () => {
        const { serviceSettings } = await import('../service/start-service.ts');
        const { serviceStatus } = await import('../service/service-status.ts');
        const status = await serviceStatus(shell, await serviceSettings(shell));
        if (shell.json) shell.printJson(status);
        else shell.print(statusText(status, shell));
        return status.condition === 'running' ? exitCodes.ok : exitCodes.unreachable;
      }),
    );
}

/** How it stands, in lines. */
export function statusText(status: ServiceStatus, shell: Shell): string {
  const { say, paint, language } = shell;
  const { condition, readiness, system } = status;
  const headline = headlineOf(status, shell);
  const checks = readiness?.checks ?? [];
  const health = checks.map(({ name, ok, detail, words }) => {
    const part = say(`check_${name}`);
    if (ok) return `${part} ${say('status_ok')}`;
    return paint('red', say('status_part', { part, detail: toldIn(language, { message: detail, words }) }));
  });
  const counts = runStates.flatMap((state) =>
    system?.runs[state] === undefined ? [] : [`${say(`state_${state}`)} ${system.runs[state]}`],
  );
  const gone = condition === 'stopped' || condition === 'killed';
  const lines: (readonly [string, string | null])[] = [
    [say('field_process'), status.pid === null || gone ? null : String(status.pid)],
    [
      say('field_started'),
      status.startedAt === null || gone
        ? null
        : `${localInstant(status.startedAt)} (${timeSpan(status.uptimeMs ?? 0, say)})`,
    ],
    [say('field_version'), gone ? null : status.version],
    [say('field_address'), gone ? null : status.url],
    [
      say('field_health'),
      readiness === null ? null : `${say(`health_${readiness.status}`)}: ${health.join(', ')}`,
    ],
    [
      say('field_maintenance'),
      system === null || system.maintenance === null
        ? null
        : maintenanceText(system.maintenance, shell.language),
    ],
    [say('field_queue'), system === null ? null : counts.join(', ') || say('status_no_runs')],
    [say('field_dead'), system === null ? null : String(system.deadLetters.open ?? 0)],
    [say('field_nodes'), system === null ? null : nodesText(status, shell)],
    [
      say('field_next'),
      system === null
        ? null
        : status.nextFires
            .map(
              ({ schedule, at, zone }) =>
                `${zonedFire({ at, local: zonedInstant(at, zone) }, zone)} ${schedule}`,
            )
            .join(', ') || say('status_no_fires'),
    ],
    [say('field_data'), status.dataFolder],
    [say('field_logs'), status.logFolder],
  ];
  return `${headline}\n${card(lines)}`;
}

function headlineOf(status: ServiceStatus, { say, paint }: Shell): string {
  const pid = status.pid ?? '?';
  switch (status.condition) {
    case 'running':
      return paint('green', say('status_running'));
    case 'starting':
      return paint('yellow', say('status_starting', { pid }));
    case 'silent':
      return paint('red', say('status_silent', { pid }));
    case 'stopped':
      return paint(
        'dim',
        status.nodePid === null ? say('status_stopped') : say('status_node_only', { pid: status.nodePid }),
      );
    case 'killed': {
      const at = localInstant(status.lastLoggedAt);
      const killed = say('status_killed', { pid, started: localInstant(status.startedAt), at });
      const node = status.nodePid === null ? '' : `\n${say('status_node_left', { pid: status.nodePid })}`;
      return `${paint('red', killed)}${node}\n${say('status_start_again')}`;
    }
  }
}

function nodesText({ nodes }: ServiceStatus, { say }: Shell): string {
  const connected = nodes.filter((node) => node.state === 'connected' || node.state === 'draining');
  const slots = connected.reduce((sum, node) => sum + node.slots, 0);
  const busy = connected.reduce((sum, node) => sum + node.busy, 0);
  return say('status_nodes', { connected: connected.length, known: nodes.length, busy, slots });
}
