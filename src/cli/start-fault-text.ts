import type { StartFault } from '../domain/start-fault.ts';
import type { Say } from './words/words.ts';

/** Why the server can't start, where, and how to mend it. */
export function startFaultText(fault: StartFault, say: Say): string {
  const { path, detail } = { path: '', detail: '', ...fault };
  switch (fault.kind) {
    case 'data_folder':
      return dataFolderText(fault, say);
    case 'log_folder':
      return say('fault_log_folder', { path, detail });
    case 'data_used':
      return fault.pid === null
        ? say('fault_data_used_unknown', { path })
        : say('fault_data_used', { path, pid: fault.pid });
    case 'store_newer':
      return say('fault_store_newer', { path, found: fault.found, known: fault.known });
    case 'store':
      return say('fault_store', { path, detail });
    case 'port_used': {
      const { host, port, owner } = fault;
      if (owner === null) return say('fault_port_used_unknown', { host, port });
      return say('fault_port_used', { host, port, pid: owner.pid, program: owner.program ?? '?' });
    }
    case 'listen':
      return say('fault_listen', { host: fault.host, port: fault.port, detail });
  }
}

function dataFolderText(
  { cause, path, detail }: Extract<StartFault, { kind: 'data_folder' }>,
  say: Say,
): string {
  switch (cause) {
    case 'in_the_way':
      return say('fault_data_in_the_way', { path });
    case 'no_permission':
      return say('fault_data_no_permission', { path, detail });
    case 'read_only':
      return say('fault_data_read_only', { path });
    case 'disk_full':
      return say('fault_data_disk_full', { path });
    case 'other':
      return say('fault_data_other', { path, detail });
  }
}
