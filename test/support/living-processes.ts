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
