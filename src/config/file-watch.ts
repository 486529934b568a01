import { type FSWatcher, lstatSync, realpathSync, statSync, watch } from 'node:fs';
import { basename, dirname, parse, sep } from 'node:path';

/** Between tries to watch what could not be watched, ms; each try also counts as a change, so that none is missed. */
const firstBackOffMs = 100;
const longestBackOffMs = 1_000;

export interface FileWatchHooks {
  /** Something has happened near the files; which of them has changed is for the caller to find out. Must not throw. */
  onChange(): void;
  /** A folder can't be watched; told once until it can again. Must not throw. */
  onFault(folder: string, error: unknown): void;
}

interface Watched {
  readonly watcher: FSWatcher;
  /** The folder itself, as opposed to another one of its name. */
  readonly identity: string;
}

/**
 * Watches files by their folders, so that it sees files that are replaced, removed and made anew. Where a folder is absent,
 * the nearest one above it is watched instead; where a path leads over symbolic links, so are the folders of those.
 * A folder that can't be watched is tried again with back-off, and counts as changed each time.
 */
export class FileWatch {
  readonly #hooks: FileWatchHooks;
  readonly #open: typeof watch;
  readonly #folders = new Map<string, Watched>();
  readonly #failing = new Set<string>();
  #files: readonly string[] = [];
  #retry: NodeJS.Timeout | null = null;
  #backOffMs = firstBackOffMs;
  #closed = false;

  /** `open` is the system's `watch` by default. */
  constructor(hooks: FileWatchHooks, open: typeof watch = watch) {
    this.#hooks = hooks;
    this.#open = open;
  }

  /** Watches these files (absolute paths), and no others. */
  watch(files: readonly string[]): void {
    this.#files = files;
    this.arm();
  }

  /** Finds out which folders are to be watched now, since folders and links may have changed. */
  arm(): void {
    if (this.#closed) return;
    const wanted = new Set(this.#files.flatMap(foldersOf));
    for (const folder of this.#folders.keys()) if (!wanted.has(folder)) this.#drop(folder);
    for (const folder of this.#failing) if (!wanted.has(folder)) this.#failing.delete(folder);
    for (const folder of wanted) this.#armFolder(folder);
    if (this.#failing.size === 0) {
      this.#backOffMs = firstBackOffMs;
      return;
    }
    this.#retry ??= setTimeout(() => {
      this.#retry = null;
      this.arm();
      this.#hooks.onChange();
    }, this.#backOffMs);
    this.#retry.unref();
    this.#backOffMs = Math.min(this.#backOffMs * 2, longestBackOffMs);
  }

  close(): void {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    for (const folder of [...this.#folders.keys()]) this.#drop(folder);
  }

  #armFolder(folder: string): void {
    const identity = identityOf(folder);
    const known = this.#folders.get(folder);
    if (known !== undefined && known.identity === identity) return;
    this.#drop(folder);
    try {
      const watcher = this.#open(folder, { persistent: false }, (_event, name) => {
        // The folder itself was moved or removed: what is watched may no longer be what the path names.
        if (name === basename(folder)) this.#drop(folder, watcher);
        this.#hooks.onChange();
      });
      watcher.on('error', (error) => {
        this.#drop(folder, watcher);
        this.#failed(folder, error);
        this.arm();
      });
      this.#folders.set(folder, { watcher, identity });
      this.#failing.delete(folder);
    } catch (error) {
      this.#failed(folder, error);
    }
  }

  #failed(folder: string, error: unknown): void {
    if (this.#failing.has(folder) || this.#closed) return;
    this.#failing.add(folder);
    this.#hooks.onFault(folder, error);
  }

  /** Lets go of a folder; with `only`, if it is still watched by that watcher. */
  #drop(folder: string, only?: FSWatcher): void {
    const known = this.#folders.get(folder);
    if (known === undefined || (only !== undefined && known.watcher !== only)) return;
    this.#folders.delete(folder);
    known.watcher.close();
  }
}

/** The folders in which something happens when the file changes, comes or goes. */
function foldersOf(file: string): string[] {
  const folders = [nearestFolder(dirname(file))];
  const { root } = parse(file);
  let path = root;
  for (const part of file.slice(root.length).split(sep)) {
    const parent = path;
    path = path.endsWith(sep) ? path + part : path + sep + part;
    const found = looked(() => lstatSync(path));
    if (found === undefined) break;
    if (found.isSymbolicLink()) folders.push(parent);
  }
  try {
    folders.push(dirname(realpathSync(file)));
  } catch {
    // Absent, or a link that leads nowhere yet.
  }
  return folders;
}

/** What is there; undefined where nothing is, or where it can't be looked at: behind a closed folder, links in a circle. */
function looked<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function nearestFolder(folder: string): string {
  const found = looked(() => statSync(folder));
  const parent = dirname(folder);
  return found?.isDirectory() === true || parent === folder ? folder : nearestFolder(parent);
}

/** Changes when the path names another folder; empty when it names none. */
function identityOf(folder: string): string {
  const found = looked(() => statSync(folder, { bigint: true }));
  return found === undefined ? '' : `${found.dev}:${found.ino}:${found.birthtimeNs}`;
}
