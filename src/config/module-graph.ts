import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ResolvedImport } from '../sdk/own-modules.ts';

/** This program's own files: they are no part of a flow. */
const ownFolder = new URL('../', import.meta.url).href;

/** Which local files import which, as a configuration is evaluated; packages and this program's own files are left out. */
export class ModuleGraph {
  readonly #imports = new Map<string, Set<string>>();

  /** Notes an import. */
  add({ from, to }: ResolvedImport): void {
    if (from === undefined || !isLocal(from) || !isLocal(to)) return;
    const known = this.#imports.get(plain(from)) ?? new Set();
    known.add(plain(to));
    this.#imports.set(plain(from), known);
  }

  /** Paths of all files seen, on either end of an import. */
  files(): string[] {
    const urls = new Set([...this.#imports].flatMap(([from, to]) => [from, ...to]));
    return [...urls].map((url) => fileURLToPath(url));
  }

  /** These files and all that they import, however deep, as URLs. */
  closure(files: readonly string[]): Set<string> {
    const found = new Set<string>();
    const waiting = files.map(plain);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      waiting.push(...(this.#imports.get(next) ?? []));
    }
    return found;
  }
}

/** The local files among those on a stack (URLs or paths), innermost first, as URLs. */
export function localFiles(places: readonly string[]): string[] {
  const urls = places.map((place) => (/^(?:\/|[A-Za-z]:\\)/.test(place) ? pathToFileURL(place).href : place));
  return [...new Set(urls.filter(isLocal).map(plain))];
}

/** Hash of files' names, relative to `folder`, and contents: 16 hex digits of SHA-256. One that can't be read counts as empty. */
export function filesHash(urls: Iterable<string>, folder: string): string {
  const files = [...urls].map((url) => {
    const path = fileURLToPath(url);
    return { path, name: relative(folder, path).split(sep).join('/') };
  });
  const hash = createHash('sha256');
  for (const { path, name } of files.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(`${name}\0`).update(contentOf(path)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

function isLocal(url: string): boolean {
  return url.startsWith('file:') && !url.startsWith(ownFolder) && !url.includes('/node_modules/');
}

/** Without the query that makes a module be loaded anew. */
function plain(url: string): string {
  return url.replace(/[?#].*$/, '');
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
