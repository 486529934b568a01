/**
 * Looks at a script before it runs: that its file is there and may be read (or executed), that its folder is there, and
 * that its Python finds what it imports at its start. Nothing of the script is executed. What was found well is not looked
 * at again until the file changes; a check that can't be made (no answer within 10 s, another kind of Python) hinders nothing.
 */

import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ownWords } from '../../contract/own-words.ts';
import { findSetpriv, launchLine } from '../process-tree/launch-line.ts';

/** What is wrong, for whoever has to mend it. */
export interface ScriptFault {
  /** `permission`: it is there and must not be used; `configuration`: all else. */
  readonly kind: 'permission' | 'configuration';
  readonly message: string;
}

/** What a script is started with. */
export interface CheckedScript {
  /** Absolute path. */
  readonly entry: string;
  /** Argument vector before it; empty: the file is executed itself. */
  readonly interpreter: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const program = fileURLToPath(new URL('./missing_imports.py', import.meta.url));
const patienceMs = 10_000;
/** Most modules that are named. */
const mostNamed = 5;
const answerSchema = z.object({
  python: z.string(),
  missing: z.array(z.object({ module: z.string(), line: z.number().int() })),
});

/** State of each file that was found well, by interpreter and path. */
const well = new Map<string, string>();
const mostRemembered = 10_000;
/** Looked for once; undefined: not yet. */
let setpriv: { readonly path: string | null } | undefined;

/** Null: nothing is wrong that can be seen from outside. */
export async function checkScript(script: CheckedScript): Promise<ScriptFault | null> {
  const { entry, interpreter, cwd } = script;
  try {
    const folder = statSync(cwd, { throwIfNoEntry: false });
    if (folder?.isDirectory() !== true) return fault(ownWords('no_working_folder', { path: cwd }));
  } catch (error) {
    return permission(ownWords('working_folder_refused', { path: cwd }), error);
  }
  let state: string;
  try {
    const file = statSync(entry, { throwIfNoEntry: false });
    if (file === undefined) return fault(ownWords('no_script', { path: entry }));
    if (!file.isFile()) return fault(ownWords('script_no_file', { path: entry }));
    state = `${file.ino} ${file.size} ${file.mtimeMs}`;
    accessSync(entry, constants.R_OK);
  } catch (error) {
    return permission(ownWords('script_unreadable', { path: entry }), error);
  }
  try {
    if (interpreter.length === 0) accessSync(entry, constants.X_OK);
  } catch (error) {
    return permission(ownWords('script_not_executable', { path: entry }), error);
  }
  const [python, ...options] = interpreter;
  if (python === undefined || !isPython(python) || !/^\.pyw?$/i.test(extname(entry))) return null;
  const key = `${interpreter.join(' ')} ${entry}`;
  if (well.get(key) === state) return null;
  const missing = await missingImports(python, options, script);
  if (missing !== null) return missing;
  if (well.size >= mostRemembered) well.clear();
  well.set(key, state);
  return null;
}

function isPython(name: string): boolean {
  return /^python[\d.]*(\.exe)?$/i.test(basename(name));
}

async function missingImports(
  python: string,
  options: readonly string[],
  { entry, cwd, env }: CheckedScript,
): Promise<ScriptFault | null> {
  const { promise, resolve } = Promise.withResolvers<string>();
  // A node that is killed leaves nothing behind, a check neither.
  setpriv ??= { path: findSetpriv() };
  const argv = [python, ...options, program, entry];
  const [file = python, ...args] = launchLine({ argv, env, setpriv: setpriv.path, cgroup: null });
  execFile(file, args, { cwd, env, timeout: patienceMs, windowsHide: true }, (error, stdout) =>
    resolve(error === null ? stdout : ''),
  );
  let answer: z.infer<typeof answerSchema>;
  try {
    answer = answerSchema.parse(JSON.parse(await promise));
  } catch {
    return null;
  }
  const { missing } = answer;
  if (missing.length === 0) return null;
  const named = missing.slice(0, mostNamed).map(({ module, line }) => `${module} (line ${line})`);
  const more = missing.length > mostNamed ? `, and ${missing.length - mostNamed} more` : '';
  return fault(
    ownWords('imports_missing', {
      path: entry,
      python: answer.python,
      python_again: answer.python,
      modules: `${named.join(', ')}${more}`,
    }),
  );
}

function fault(message: string): ScriptFault {
  return { kind: 'configuration', message };
}

function permission(message: string, error: unknown): ScriptFault {
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return { kind: 'permission', message: `${message}${code}` };
}
