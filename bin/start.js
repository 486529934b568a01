/**
 * Starts the command line with Node's compile cache (https://nodejs.org/api/module.html#module-compile-cache), in a folder
 * of the user's own: code that has been seen before needs no TypeScript reader, which saves a process half of its start and
 * 40 MB. Before a long-lived process starts with code that has changed, a short-lived one fills the cache for it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isModule, source } from './source-folder.js';

const longLived = ['up', 'server', 'node'];
const warmPatienceMs = 30_000;

/** Where the cache is; `NODE_COMPILE_CACHE` names another place, and is set for the processes that this one starts. */
function cacheFolder() {
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (NODE_COMPILE_CACHE) return NODE_COMPILE_CACHE;
  const base = process.platform === 'win32' ? LOCALAPPDATA : XDG_CACHE_HOME || join(homedir(), '.cache');
  return base ? join(base, 'drover', 'code') : null;
}

/** Changes when any source file does. */
function fingerprint() {
  const { folder } = source;
  const hash = createHash('sha256').update(process.version + process.arch + folder);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter(isModule).sort()) {
    const { mtimeMs, size } = statSync(join(folder, file));
    hash.update(file + ' ' + mtimeMs + ' ' + size + '\n');
  }
  return hash.digest('hex');
}

function warm(folder) {
  const mark = join(folder, 'warm.txt');
  const now = fingerprint();
  if (existsSync(mark) && readFileSync(mark, 'utf8') === now) return;
  const filled = spawnSync(process.execPath, [join(import.meta.dirname, 'warm.js')], {
    stdio: 'ignore',
    timeout: warmPatienceMs,
    windowsHide: true,
  });
  if (filled.status === 0) writeFileSync(mark, now);
}

const folder = process.env.NODE_DISABLE_COMPILE_CACHE ? null : cacheFolder();
if (folder !== null) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    process.env.NODE_COMPILE_CACHE = folder;
    if (longLived.includes(process.argv[2])) warm(folder);
    module.enableCompileCache(folder);
  } catch {
    // Without a cache everything works as well, only slower.
  }
}
import(pathToFileURL(join(source.folder, 'cli', `main${source.ending}`)).href);
