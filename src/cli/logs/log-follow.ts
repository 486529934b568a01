/**
 * Follows log files as they grow, over the moment when one is closed and the next begins: the folder is watched, what was
 * written to the old file is read to its end first. Nothing is read while nothing is written.
 */
import { closeSync, fstatSync, openSync, readSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

const chunkBytes = 64 * 1024;

export interface FollowOptions {
  /** Must be there. */
  readonly folder: string;
  readonly sources: readonly string[];
  /** Where to begin in each file that is in use now, bytes; default: its end. */
  readonly from?: Readonly<Record<string, number>>;
  readonly hear: (source: string, line: string) => void;
}

/** Begins to follow; `close` ends it. */
export function followLogs({ folder, sources, from = {}, hear }: FollowOptions): { close(): void } {
  const files = sources.map((source) => new FollowedFile(folder, source, from[source], hear));
  const look = (): void => {
    for (const file of files) file.look();
  };
  const watcher = watch(folder, look);
  // A folder that is removed ends its watch; there is nothing to follow then.
  watcher.on('error', () => watcher.close());
  look();
  return {
    close: () => {
      watcher.close();
      for (const file of files) file.close();
    },
  };
}

/** Size of the file in use; 0 when there is none. */
export function sizeOfLog(folder: string, source: string): number {
  return statSync(join(folder, `${source}.log`), { throwIfNoEntry: false })?.size ?? 0;
}

class FollowedFile {
  readonly #path: string;
  readonly #source: string;
  readonly #hear: (source: string, line: string) => void;
  #file: number | null = null;
  #inode = 0;
  #at = 0;
  #rest = '';
  #decoder = new StringDecoder('utf8');

  constructor(
    folder: string,
    source: string,
    from: number | undefined,
    hear: (source: string, line: string) => void,
  ) {
    this.#path = join(folder, `${source}.log`);
    this.#source = source;
    this.#hear = hear;
    this.#open();
    this.#at = from ?? (this.#file === null ? 0 : fstatSync(this.#file).size);
  }

  look(): void {
    this.#read();
    const now = statSync(this.#path, { throwIfNoEntry: false });
    if (now === undefined || (this.#file !== null && now.ino === this.#inode)) return;
    // Written between the last read and the move.
    this.#read();
    this.close();
    this.#open();
    this.#read();
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #open(): void {
    try {
      this.#file = openSync(this.#path, 'r');
      this.#inode = fstatSync(this.#file).ino;
    } catch {
      this.#file = null;
    }
    this.#at = 0;
    this.#rest = '';
    this.#decoder = new StringDecoder('utf8');
  }

  #read(): void {
    if (this.#file === null) return;
    const chunk = Buffer.alloc(chunkBytes);
    // One that was cut short begins anew.
    if (fstatSync(this.#file).size < this.#at) this.#at = 0;
    for (;;) {
      const size = readSync(this.#file, chunk, 0, chunkBytes, this.#at);
      if (size === 0) return;
      this.#at += size;
      const lines = (this.#rest + this.#decoder.write(chunk.subarray(0, size))).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#hear(this.#source, line);
    }
  }
}
