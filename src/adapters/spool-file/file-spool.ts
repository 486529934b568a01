import {
  closeSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { z } from 'zod';
import { type ResultFrame, resultFrameSchema } from '../../contract/link.ts';
import { BriefMap } from '../../domain/brief-map.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Spool } from '../../ports/spool.ts';

/*
 * Results in an append-only journal, one JSON object a line: `{"add": result}` or `{"del": [run, attempt]}`. What is
 * added in one turn of the event loop is written in one call before the next turn begins; no fsync, since only the
 * process may die, not the machine. A torn last line is passed over when it is read.
 */

/** A journal of this size is rewritten when most of it is dead. */
const compactBytes = 1024 * 1024;

/** A spool with a file behind it. */
export interface FileSpool extends Spool {
  /** Writes what is pending and closes the file. */
  close(): void;
}

const entrySchema = z.union([
  z.object({ add: resultFrameSchema }),
  z.object({ del: z.tuple([z.string(), z.number()]) }),
]);

/**
 * Opens the journal (made when absent) and reads it. Throws when it can't be read or written at the start; later write
 * errors (disk full) are logged, and tried again with the next change: the results stay in memory meanwhile.
 */
export function openFileSpool(path: string, logger: Logger): FileSpool {
  const results = readJournal(path, logger);
  let file = rewrite(path, results);
  let bytes = 0;
  let pending = '';
  let scheduled = false;
  let failing = false;
  let closed = false;

  function append(entry: z.input<typeof entrySchema>): void {
    pending += `${JSON.stringify(entry)}\n`;
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(flush);
  }

  function flush(): void {
    scheduled = false;
    if (closed || pending === '') return;
    try {
      if (results.size === 0) {
        // Nothing is left to keep: the journal begins anew.
        ftruncateSync(file);
        bytes = 0;
      } else if (bytes > compactBytes && bytes > 4 * results.size * 512) {
        const old = file;
        file = rewrite(path, results);
        closeSync(old);
        bytes = 0;
      } else {
        const data = Buffer.from(pending);
        // A part left by a disk that fills up must not merge with what follows.
        let at = 0;
        while (at < data.length) at += writeSync(file, data, at);
        bytes += data.length;
      }
      pending = '';
      failing = false;
    } catch (error) {
      if (!failing)
        logger.error({ path, error }, 'results can not be written to disk; they are kept in memory');
      failing = true;
      // Whatever part was written is repeated on a line of its own: adds and removals can be read twice.
      if (!pending.startsWith('\n')) pending = `\n${pending}`;
    }
  }

  return {
    load: () => [...results.values()],
    add: (result) => {
      results.set(keyOf(result.run, result.attempt), result);
      append({ add: result });
    },
    remove: (run, attempt) => {
      if (results.delete(keyOf(run, attempt))) append({ del: [run, attempt] });
    },
    close: () => {
      if (closed) return;
      flush();
      closed = true;
      closeSync(file);
    },
  };
}

function readJournal(path: string, logger: Logger): BriefMap<string, ResultFrame> {
  const results = new BriefMap<string, ResultFrame>();
  let unread = 0;
  for (const line of readText(path).split('\n')) {
    if (line === '') continue;
    const entry = entrySchema.safeParse(parseJson(line)).data;
    if (entry === undefined) unread += 1;
    else if ('add' in entry) results.set(keyOf(entry.add.run, entry.add.attempt), entry.add);
    else results.delete(keyOf(...entry.del));
  }
  if (unread > 0) logger.warn({ path, lines: unread }, 'lines of the result journal could not be read');
  return results;
}

/** Replaces the journal by one with these results alone and returns it open for appending. */
function rewrite(path: string, results: BriefMap<string, ResultFrame>): number {
  const lines = [...results.values()].map((result) => `${JSON.stringify({ add: result })}\n`);
  const next = `${path}.new`;
  writeFileSync(next, lines.join(''), { mode: 0o600 });
  // Open before it takes the journal's place: where no descriptor is left, the journal stays what it was.
  const file = openSync(next, 'a', 0o600);
  try {
    renameSync(next, path);
  } catch (error) {
    closeSync(file);
    throw error;
  }
  return file;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function keyOf(run: string, attempt: number): string {
  return `${run}#${attempt}`;
}
