import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, resolve } from 'node:path';
import { ownWords } from '../../contract/own-words.ts';
import type { SpawnFault } from './process-tree.ts';

/** Where execvp(3) looks when there is no PATH. */
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

/** The file to execute, or why there is none. */
export type ProgramPath =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly fault: SpawnFault };

/**
 * Finds a program as execvp(3) does, before anything is started, so that "command not found" is never mistaken for a
 * program's own exit 127. On Windows the system looks (extensions), and the name is returned as it is.
 */
export function findProgram(name: string, cwd: string, searchPath: string | undefined): ProgramPath {
  if (!isFolder(cwd)) return fault('ENOCWD', ownWords('folder_not_found', { path: cwd }));
  if (name === '') return fault('ENOENT', 'the command is empty');
  if (process.platform === 'win32') return { ok: true, path: name };
  const candidates = name.includes('/')
    ? [resolve(cwd, name)]
    : (searchPath ?? DEFAULT_PATH)
        .split(delimiter)
        .map((folder) => resolve(isAbsolute(folder) ? folder : resolve(cwd, folder), name));
  let denied: string | null = null;
  for (const path of candidates) {
    const kind = kindOf(path);
    if (kind === 'executable') return checkInterpreter(path);
    if (kind === 'other') denied ??= path;
  }
  return denied === null
    ? fault('ENOENT', ownWords('command_not_found', { name }))
    : fault('EACCES', deniedText(denied));
}

/** A script whose `#!` names a missing interpreter fails with a misleading ENOENT of its own; say which. */
function checkInterpreter(path: string): ProgramPath {
  const interpreter = /^#! *(\/[^\s]+)/.exec(firstBytes(path))?.[1];
  if (interpreter !== undefined && kindOf(interpreter) !== 'executable') {
    return fault('ENOENT', ownWords('interpreter_not_found', { name: interpreter, path }));
  }
  return { ok: true, path };
}

function firstBytes(path: string): string {
  let fd: number | null = null;
  try {
    fd = openSync(path, 'r');
    const buffer = Buffer.alloc(256);
    return buffer.toString('latin1', 0, readSync(fd, buffer));
  } catch {
    return '';
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

function kindOf(path: string): 'executable' | 'other' | 'missing' {
  try {
    if (!statSync(path).isFile()) return 'other';
  } catch {
    return 'missing';
  }
  try {
    accessSync(path, constants.X_OK);
    return 'executable';
  } catch {
    return 'other';
  }
}

function deniedText(path: string): string {
  if (isFolder(path)) return ownWords('is_folder', { path });
  return ownWords('not_executable', { path });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function fault(code: SpawnFault['code'], message: string): ProgramPath {
  return { ok: false, fault: { code, message } };
}
