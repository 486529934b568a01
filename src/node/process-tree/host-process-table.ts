import { LinuxProcessTable } from './linux-process-table.ts';
import type { ProcessTable } from './process-table.ts';
import { PsProcessTable } from './ps-process-table.ts';
import { WindowsProcessTable } from './windows-process-table.ts';

/** The process list of the system that we run on. */
export function hostProcessTable(): ProcessTable {
  if (process.platform === 'linux') return new LinuxProcessTable();
  return process.platform === 'win32' ? new WindowsProcessTable() : new PsProcessTable();
}
