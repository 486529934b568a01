import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** The process that listens on a TCP port. */
export interface PortOwner {
  readonly pid: number;
  /** Its command line or name, cut; null when it can't be read. */
  readonly program: string | null;
}

/** Longest command line that is told, characters. */
const longestProgram = 80;
/** State of a listening socket in /proc/net/tcp. Source: the kernel's include/net/tcp_states.h */
const listening = '0A';

/** Who listens on this TCP port here; null when nobody does or the system does not tell (other users' processes). */
export async function portOwner(port: number): Promise<PortOwner | null> {
  return process.platform === 'linux' ? ownerByProc(port) : ownerByLsof(port);
}

function ownerByProc(port: number): PortOwner | null {
  const sockets = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const inode of listeningInodes(textOf(table) ?? '', port)) sockets.add(`socket:[${inode}]`);
  }
  if (sockets.size === 0) return null;
  for (const name of namesIn('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const holds = namesIn(`/proc/${name}/fd`).some((fd) => sockets.has(linkOf(`/proc/${name}/fd/${fd}`)));
    if (holds) return { pid: Number(name), program: programOf(name) };
  }
  return null;
}

/** The beginning of a process's command line, which says more than its name; that of many is `MainThread`. */
function programOf(pid: string): string | null {
  const words =
    textOf(`/proc/${pid}/cmdline`)
      ?.split('\0')
      .filter((word) => word !== '') ?? [];
  const line = words.map((word, at) => (at === 0 ? basename(word) : word)).join(' ');
  return line === '' ? null : line.slice(0, longestProgram);
}

/** Inodes of the sockets that listen on the port. Format: man 5 proc_net_tcp, columns local_address, st, …, inode */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
      return state === listening && local.split(':')[1] === wanted && inode !== undefined ? [inode] : [];
    });
}

function ownerByLsof(port: number): Promise<PortOwner | null> {
  const { promise, resolve } = Promise.withResolvers<PortOwner | null>();
  // -F: one field a line, p = pid, c = command. Source: man 8 lsof
  execFile(
    'lsof',
    ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'],
    { timeout: 3000, windowsHide: true },
    (_error, stdout) => {
      const pid = /^p(\d+)$/m.exec(stdout)?.[1];
      const program = /^c(.+)$/m.exec(stdout)?.[1] ?? null;
      resolve(pid === undefined ? null : { pid: Number(pid), program });
    },
  );
  return promise;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function namesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    // Another user's process, or one that has just ended.
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
