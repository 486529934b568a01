import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { maxArtifactsOfAttempt } from '../../contract/artifact.ts';
import { ownWords } from '../../contract/own-words.ts';
import type { ArtifactSource } from '../../ports/artifact-source.ts';
import type { ExecutionEvents } from '../../ports/executor.ts';
import { type ArtifactRoots, openArtifact, settledRoots } from './open-artifact.ts';

/** Folders within the folder of artifacts that are looked into, one in the other. */
const maxDepth = 8;
/** Faults that are said one by one. */
const maxRemarks = 20;

/**
 * The files that one attempt keeps: those that it names while it runs, and at its end what else lies in its folder of
 * artifacts. What could not be kept is said in the log.
 */
export class ArtifactCollector {
  readonly #events: Pick<ExecutionEvents, 'log' | 'artifact'>;
  readonly #roots: ArtifactRoots;
  readonly #uploads: Promise<void>[] = [];
  /** Ends with the last opening: a program may name files by the thousand, and each that is open takes a descriptor of the node. */
  #opening: Promise<unknown> = Promise.resolve();
  /** Names that wait to be opened: named again meanwhile, they are the same. */
  readonly #waiting = new Map<string, Promise<void>>();
  /** Marks of the files taken, by name: at the end, a file that has not changed is not taken again. */
  readonly #taken = new Map<string, string>();
  #remarks = 0;
  #count = 0;

  /** To be made before the program starts; see `settledRoots`. */
  constructor(events: Pick<ExecutionEvents, 'log' | 'artifact'>, roots: ArtifactRoots) {
    this.#events = events;
    this.#roots = settledRoots(roots);
  }

  /** Keeps a file as it is now; resolves when it is stored or given up. Never rejects. */
  add(path: string): Promise<void> {
    const waiting = this.#waiting.get(path);
    if (waiting !== undefined) return waiting;
    const upload = this.#add(path, path);
    this.#waiting.set(path, upload);
    this.#uploads.push(upload);
    return upload;
  }

  /** Keeps what else lies in the folder; resolves when all files are stored or given up. */
  async finish(): Promise<void> {
    await Promise.all(this.#uploads);
    const { folder } = this.#roots;
    const now = await realpath(folder).catch(() => folder);
    if (now !== folder) {
      const reason = 'a link stands in the place of the folder that was made for it';
      this.#events.log('sys', `the files in DROVER_ARTIFACTS_DIR were not kept: ${reason}`);
      return;
    }
    for (const path of await this.#found(folder, maxDepth)) {
      if (this.#count > maxArtifactsOfAttempt) return;
      await this.#add(path, path.slice(folder.length + 1));
    }
  }

  async #add(path: string, shown: string): Promise<void> {
    const opening = this.#opening.then(() => {
      this.#waiting.delete(path);
      return this.#open(path, shown);
    });
    this.#opening = opening;
    const source = await opening;
    if (source === null) return;
    const outcome = await this.#events.artifact(source);
    if (!outcome.stored) this.#remark(source.name, outcome.reason);
  }

  /** Null: it is not kept, or is kept already. */
  async #open(path: string, shown: string): Promise<ArtifactSource | null> {
    const opened = await openArtifact(path, this.#roots);
    if (!opened.ok) {
      this.#remark(shown, opened.fault);
      return null;
    }
    const { source, mark } = opened;
    if (this.#taken.get(source.name) === mark) {
      await source.close();
      return null;
    }
    this.#taken.set(source.name, mark);
    this.#count += 1;
    if (this.#count > maxArtifactsOfAttempt) {
      await source.close();
      if (this.#count === maxArtifactsOfAttempt + 1) {
        this.#events.log('sys', ownWords('files_too_many', { n: maxArtifactsOfAttempt }));
      }
      return null;
    }
    return source;
  }

  #remark(name: string, reason: string): void {
    this.#remarks += 1;
    if (this.#remarks <= maxRemarks) this.#events.log('sys', ownWords('file_not_kept', { name, reason }));
  }

  /** Files below a folder, sorted; links are not followed. */
  async #found(folder: string, depth: number): Promise<string[]> {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    const files: string[] = [];
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isFile()) files.push(path);
      else if (entry.isDirectory() && depth > 1) files.push(...(await this.#found(path, depth - 1)));
      // More would not be kept.
      if (files.length > maxArtifactsOfAttempt) break;
    }
    return files;
  }
}
