import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LinuxProcessTable } from '../../src/node/process-tree/linux-process-table.ts';
import { bootIdOfTag, GUARD_OF_VARIABLE, TREE_TAG_VARIABLE } from '../../src/node/process-tree/tree-tag.ts';

const table = new LinuxProcessTable();

/** The path of a program in test/fixtures/programs. */
export function fixtureProgram(name: string): string {
  return fileURLToPath(new URL(`../fixtures/programs/${name}`, import.meta.url));
}

/** True while a process with this pid runs; zombies do not count. */
export function runs(pid: number): boolean {
  return table.row(pid)?.alive === true;
}

/** Pids of everything alive that carries a tree tag of this boot. */
export function livingOfBoot(bootId: string): number[] {
  return livingWith((pid) => {
    const tag = table.variable(pid, TREE_TAG_VARIABLE);
    return tag !== null && bootIdOfTag(tag) === bootId;
  });
}

/** Pids of living guards of this boot. */
export function guardsOfBoot(bootId: string): number[] {
  return livingWith((pid) => table.variable(pid, GUARD_OF_VARIABLE) === bootId);
}

/** For a test's `finally`: kills what is still there of the pids that the test has seen started. */
export function killAll(pids: Iterable<number>): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone, as it should be.
    }
  }
}

function livingWith(fits: (pid: number) => boolean): number[] {
  return table
    .list()
    .filter((row) => row.alive && fits(row.pid))
    .map((row) => row.pid);
}

/** Pids of everything alive whose environment mentions this folder: a herd's server, nodes, guards and programs. */
export function livingOfFolder(folder: string): number[] {
  return livingWith((pid) => environmentOf(pid).includes(folder));
}

/** Resident memory of a process, bytes; 0 when it is gone. Source: proc(5), `VmRSS`. */
export function residentBytes(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(fileOf(pid, 'status')) ?? [];
  return Number(kib ?? 0) * 1024;
}

/** Processor time that the living threads of a process have used, ms; 0 when it is gone. Source: proc(5), `schedstat`. */
export function processorMs(pid: number): number {
  let nanoseconds = 0;
  for (const task of tasksOf(pid)) nanoseconds += Number(fileOf(pid, `task/${task}/schedstat`).split(' ')[0]);
  return nanoseconds / 1e6;
}

function tasksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** The environment that a process was started with, as one text; empty when it is gone or not ours to read. */
export function environmentOf(pid: number): string {
  return fileOf(pid, 'environ');
}

function fileOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
