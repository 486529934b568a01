import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartFrame } from '../../contract/link.ts';

/** An attempt's folder on the node, there while it runs. Only the node's user can read it. */
export interface WorkFolder {
  /** The parameters as JSON. */
  readonly paramsFile: string;
  /** An empty folder for what the program wants to keep. */
  readonly artifactsFolder: string;
  /** Removes everything; rejects when the system refuses. */
  remove(): Promise<void>;
}

/** Makes the folder of an attempt under `root`. Rejects with the system's error (ENOSPC, EACCES, …). */
export async function makeWorkFolder(root: string, frame: StartFrame): Promise<WorkFolder> {
  // Run ids may hold a colon, which no path on Windows may; nothing else of theirs is special with the number behind it.
  const folder = join(root, `${frame.run.replaceAll(':', '%3A')}-${frame.attempt}`);
  const work: WorkFolder = {
    paramsFile: join(folder, 'params.json'),
    artifactsFolder: join(folder, 'artifacts'),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
  await work.remove();
  await mkdir(work.artifactsFolder, { recursive: true, mode: 0o700 });
  await writeFile(work.paramsFile, JSON.stringify(frame.params), { mode: 0o600, flag: 'wx' });
  return work;
}
