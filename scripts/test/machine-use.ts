/** How a machine's processors were used, so that a slow run tells whether the tests or other machines beside it took the time. */
import { readFileSync } from 'node:fs';

/** Processor time since the machine's start, in ticks; of all cores together. */
export interface ProcessorTimes {
  readonly used: number;
  readonly idle: number;
  /** Taken by other machines on the same host. */
  readonly stolen: number;
}

/** Reads the first line of `/proc/stat` (https://man7.org/linux/man-pages/man5/proc_stat.5.html); null for anything else. */
export function processorTimes(stat: string): ProcessorTimes | null {
  const match = /^cpu +([\d ]+)$/m.exec(stat);
  if (match === null) return null;
  const [user = 0, nice = 0, system = 0, idle = 0, ioWait = 0, interrupts = 0, soft = 0, stolen = 0] = (
    match[1] ?? ''
  )
    .split(' ')
    .map(Number);
  return { used: user + nice + system + interrupts + soft, idle: idle + ioWait, stolen };
}

/** What this machine's processors have done; null where it does not tell. */
export function processorTimesNow(): ProcessorTimes | null {
  try {
    return processorTimes(readFileSync('/proc/stat', 'utf8'));
  } catch {
    return null;
  }
}

/** The shares between two looks, in words; null when nothing was told. */
export function machineUse(before: ProcessorTimes | null, after: ProcessorTimes | null): string | null {
  if (before === null || after === null) return null;
  const used = after.used - before.used;
  const idle = after.idle - before.idle;
  const stolen = after.stolen - before.stolen;
  const all = used + idle + stolen;
  if (all <= 0) return null;
  const share = (part: number): string => `${Math.round((part / all) * 100)} %`;
  return `Processors: ${share(used)} used, ${share(idle)} idle, ${share(stolen)} taken by other machines on this host.`;
}
