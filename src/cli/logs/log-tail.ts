import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

const chunkBytes = 64 * 1024;
const newline = 0x0a;

/** Files of one log, the oldest first: the closed ones by day and number, then the one in use. */
export function logFiles(folder: string, source: string): string[] {
  let names: string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  const closed = names
    .flatMap((file) => {
      const [, name, day = '', number] = /^(.+)\.(\d{4}-\d{2}-\d{2})\.(\d+)\.log$/.exec(file) ?? [];
      return name === source ? [{ file, day, number: Number(number) }] : [];
    })
    .sort((a, b) => (a.day === b.day ? a.number - b.number : a.day < b.day ? -1 : 1));
  const current = `${source}.log`;
  return [...closed.map(({ file }) => file), ...(names.includes(current) ? [current] : [])].map((file) =>
    join(folder, file),
  );
}

/** The last lines of a file, at most `count`, read from its end; empty when it can't be read. */
export function tailOf(path: string, count: number): string[] {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return [];
  }
  try {
    let from = fstatSync(file).size;
    const chunks: Buffer[] = [];
    let ends = 0;
    // One end more than lines: the first may have begun before.
    while (from > 0 && ends <= count) {
      const size = Math.min(chunkBytes, from);
      const chunk = Buffer.alloc(size);
      from -= size;
      readSync(file, chunk, 0, size, from);
      for (const byte of chunk) if (byte === newline) ends++;
      chunks.unshift(chunk);
    }
    const lines = linesOf(Buffer.concat(chunks).toString('utf8'));
    return lines.slice(Math.max(0, lines.length - count));
  } finally {
    closeSync(file);
  }
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
