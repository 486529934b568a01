/**
 * Whether the disk under a database is full, by what its writes have met: from a write refused for want of room until one that
 * changes something is stored, or until somebody asks and the disk takes a file again. Nobody asks the disk while it is well.
 */
import { open, rm } from 'node:fs/promises';
import { DroverError } from '../../domain/drover-error.ts';

/** More than a submission of the usual size takes, bytes: room for one page alone is no room. */
const room = 256 * 1024;

export class FullDisk {
  readonly #takesFile: () => Promise<boolean>;
  #refusal: DroverError | null = null;
  #looking: Promise<void> | null = null;

  /** `takesFile`: whether the disk has room; asked only after a refusal. */
  constructor(takesFile: () => Promise<boolean>) {
    this.#takesFile = takesFile;
  }

  /** Whether a refusal stands, without a look at the disk. */
  get stands(): boolean {
    return this.#refusal !== null;
  }

  /** A write has failed by this. */
  failed(error: unknown): void {
    if (error instanceof DroverError && error.code === 'disk_full') this.#refusal = error;
  }

  /** A write that changed something is on the disk. */
  stored(): void {
    this.#refusal = null;
  }

  /** The refusal that stands after a look at the disk; null: there is none. */
  async refusal(): Promise<DroverError | null> {
    if (this.#refusal === null) return null;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    await this.#looking;
    return this.#refusal;
  }

  async #look(): Promise<void> {
    const before = this.#refusal;
    const takes = await this.#takesFile();
    // What was refused meanwhile counts more.
    if (takes && this.#refusal === before) this.#refusal = null;
  }
}

/** Whether the disk takes a file beside the database, which is removed at once. */
export async function takesFileBeside(database: string): Promise<boolean> {
  const path = `${database}.room`;
  try {
    const file = await open(path, 'w', 0o600);
    try {
      await file.writeFile(Buffer.alloc(room, 1));
      await file.sync();
    } finally {
      await file.close();
    }
    return true;
  } catch {
    return false;
  } finally {
    await rm(path, { force: true }).catch(() => undefined);
  }
}
