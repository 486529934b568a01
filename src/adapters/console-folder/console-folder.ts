import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ConsoleEncoding,
  type ConsoleFile,
  type ConsoleFiles,
  consoleEncodings,
} from '../../ports/console-files.ts';

const endings: Readonly<Record<ConsoleEncoding, string>> = { br: '.br', gzip: '.gz' };
/** Names of files in `assets` carry a hash of their content. */
const hashed = 'assets/';

/** The console in a folder, as its build leaves it; read at each request, so a new build shows at once. */
export function consoleFolder(folder: string): ConsoleFiles {
  const read = async (path: string, encoding: ConsoleEncoding | null): Promise<ConsoleFile | null> => {
    const place = join(folder, `${path}${encoding === null ? '' : endings[encoding]}`);
    try {
      const { size, mtimeMs } = await stat(place);
      const tag = `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}${encoding ?? ''}"`;
      return { content: await readFile(place), encoding, immutable: path.startsWith(hashed), tag };
    } catch {
      // Not there, or no file.
      return null;
    }
  };
  return {
    page: async () => {
      const page = await read('index.html', null);
      return page === null ? null : Buffer.from(page.content).toString();
    },
    file: async (path, taken) => {
      if (!isPlain(path)) return null;
      for (const encoding of consoleEncodings) {
        const found = taken.includes(encoding) ? await read(path, encoding) : null;
        if (found !== null) return found;
      }
      return read(path, null);
    },
  };
}

/** A path below the folder: no part of it leads elsewhere or names what a build keeps for itself. */
function isPlain(path: string): boolean {
  if (path === 'index.html' || path.length > 300 || /\.(?:br|gz)$/.test(path)) return false;
  return path.split('/').every((part) => /^[\w-][\w.-]*$/.test(part));
}
