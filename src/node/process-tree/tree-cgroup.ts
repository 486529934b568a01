import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isShortage } from './process-table.ts';

/** Folders of trees begin with this; the tree's tag follows. */
const FOLDER_PREFIX = 'drover-';

/**
 * The folder of our own cgroup (v2) if we may make others inside it and kill them as one (`cgroup.kill`, Linux 5.14),
 * else null: then trees are found by group, tag and descent alone.
 */
export function findCgroupBase(): string | null {
  if (process.platform !== 'linux') return null;
  try {
    const mount = /^\S+ (\S+) cgroup2 /m.exec(readFileSync('/proc/self/mounts', 'utf8'))?.[1];
    const own = /^0::(\/.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
    if (mount === undefined || own === undefined) return null;
    const base = join(mount, own);
    accessSync(join(base, 'cgroup.procs'), constants.W_OK);
    const probe = join(base, `${FOLDER_PREFIX}probe-${process.pid}`);
    mkdirSync(probe);
    try {
      accessSync(join(probe, 'cgroup.kill'), constants.W_OK);
    } finally {
      rmdirSync(probe);
    }
    return base;
  } catch {
    return null;
  }
}

/** Makes the folder of a tree; null when that can't be done (the tree then goes without). */
export function makeCgroup(base: string | null, tag: string): string | null {
  if (base === null || tag.includes('/')) return null;
  const folder = join(base, FOLDER_PREFIX + tag);
  try {
    mkdirSync(folder);
    return folder;
  } catch {
    return null;
  }
}

/** Pids in a tree's cgroup; none when it has none or is gone. Zombies may be among them. */
export function cgroupPids(folder: string | null): number[] {
  if (folder === null) return [];
  try {
    return readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
  } catch (error) {
    if (isShortage(error)) throw error;
    return [];
  }
}

/** Kills everything in the cgroup at once, forks under way included. */
export function killCgroup(folder: string | null): void {
  if (folder === null) return;
  try {
    writeFileSync(join(folder, 'cgroup.kill'), '1');
  } catch {
    // Gone, or not ours: the members are also killed one by one.
  }
}

/** Removes the folder of a tree that is gone; one that is still in use stays for the next boot to clean up. */
export function removeCgroup(folder: string | null): void {
  if (folder === null) return;
  try {
    rmdirSync(folder);
  } catch {
    // Already gone, or a process is still leaving it.
  }
}

/** The cgroups of trees whose tag fits, under `base`. */
export function listCgroups(base: string | null, hasTag: (tag: string) => boolean): string[] {
  if (base === null) return [];
  try {
    return readdirSync(base)
      .filter((name) => name.startsWith(FOLDER_PREFIX) && hasTag(name.slice(FOLDER_PREFIX.length)))
      .map((name) => join(base, name));
  } catch {
    return [];
  }
}
