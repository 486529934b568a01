import { closeSync, fstatSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../data-folder/data-folder.ts';

export interface RollingFileOptions {
  /** Made when absent. */
  readonly folder: string;
  /** The file in use is `NAME.log`; closed ones are `NAME.2026-11-22.1.log`, counted within their day. */
  readonly name: string;
  /** A file of this size is closed, bytes. */
  readonly maxBytes: number;
  /** Closed files that are kept; older ones are removed. */
  readonly keep: number;
  /** Default: now. */
  readonly now?: () => Date;
}

/** What pino writes to. */
export interface RollingFile {
  write(line: string): void;
}

const two = (value: number): string => String(value).padStart(2, '0');
const dayOf = (date: Date): string =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

/**
 * Appends lines to a file that is closed at its size and at the end of its (local) day. It writes at once and in this
 * thread: the last words of a process that dies are there, and no worker costs its 30 MB. Lines that can't be written
 * (disk full) are lost; the log goes on when writing works again. Throws when the file can't be opened at the start.
 */
export function openRollingFile(options: RollingFileOptions): RollingFile {
  const { folder, name, maxBytes, keep } = options;
  const now = options.now ?? (() => new Date());
  const path = join(folder, `${name}.log`);
  makeFolder(folder);
  let file = openSync(path, 'a', 0o600);
  let bytes = fstatSync(file).size;
  // What an earlier process wrote belongs to the day of its last line.
  let day = dayOf(bytes === 0 ? now() : fstatSync(file).mtime);

  const closedFiles = (): { readonly file: string; readonly day: string; readonly number: number }[] =>
    readdirSync(folder)
      .flatMap((entry) => {
        const [, of, on = '', number] = /^(.+)\.(\d{4}-\d{2}-\d{2})\.(\d+)\.log$/.exec(entry) ?? [];
        return of === name ? [{ file: entry, day: on, number: Number(number) }] : [];
      })
      .sort((a, b) => (a.day === b.day ? a.number - b.number : a.day < b.day ? -1 : 1));

  const roll = (today: string): void => {
    const last = closedFiles().findLast((closed) => closed.day === day);
    closeSync(file);
    try {
      renameSync(path, join(folder, `${name}.${day}.${(last?.number ?? 0) + 1}.log`));
    } finally {
      file = openSync(path, 'a', 0o600);
    }
    bytes = 0;
    day = today;
    for (const old of closedFiles().slice(0, -keep)) rmSync(join(folder, old.file), { force: true });
  };

  return {
    write: (line) => {
      try {
        const today = dayOf(now());
        if (bytes > 0 && (bytes >= maxBytes || today !== day)) roll(today);
        day = today;
        bytes += writeSync(file, line);
      } catch {
        // Whoever logs must not fail for it.
      }
    },
  };
}
