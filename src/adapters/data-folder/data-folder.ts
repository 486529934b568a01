import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DataFolderCause, StartFault } from '../../domain/start-fault.ts';

export type DataFolderCheck =
  | { readonly ok: true }
  | { readonly ok: false; readonly cause: DataFolderCause; readonly detail: string };

const causes: Readonly<Record<string, DataFolderCause>> = {
  ENOTDIR: 'in_the_way',
  EEXIST: 'in_the_way',
  EACCES: 'no_permission',
  EPERM: 'no_permission',
  EROFS: 'read_only',
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
};

/** Makes the folder (only its owner may look inside) where it is absent, and sees by writing whether it can be written. */
export function prepareDataFolder(path: string): DataFolderCheck {
  const probe = join(path, `.writable-${randomBytes(6).toString('hex')}`);
  try {
    makeFolder(path);
    writeFileSync(probe, 'x', { mode: 0o600 });
    rmSync(probe);
    return { ok: true };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, cause: causes[code] ?? 'other', detail };
  }
}

/**
 * Makes a folder and what is missing above it, one by one: `mkdir` with `recursive` never returns where the system says
 * ENOENT although the parent is there (folders like /proc, in which nobody can make anything).
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) mkdirSync(path);
    return;
  }
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  mkdirSync(path, { mode: 0o700 });
}

/** Why logs can't be written to this folder, which is made when absent; null when they can. */
export function logFolderFault(path: string): Extract<StartFault, { kind: 'log_folder' }> | null {
  const check = prepareDataFolder(path);
  return check.ok ? null : { kind: 'log_folder', path, detail: check.detail };
}
