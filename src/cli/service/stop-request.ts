/**
 * How `drover stop` tells a server and its node, beside the signal, how long runs may take to end by themselves: a file in
 * a folder of its own inside the data folder, which whoever is to stop watches. Where there are no signals (Windows), the
 * file alone is the request.
 */
import { type FSWatcher, mkdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What is asked. */
export interface StopRequest {
  /** How long running attempts may take to end by themselves, ms; null: as long as is usual. */
  readonly graceMs: number | null;
}

const schema = z.object({ graceMs: z.number().int().min(0).nullable() });
const name = 'stop.json';

/** The folder of what a background server and its commands tell each other. */
export function serviceFolder(dataFolder: string): string {
  return join(dataFolder, 'service');
}

/** Leaves the request; whoever watches hears of it at once. */
export function askToStop(dataFolder: string, request: StopRequest): void {
  const folder = serviceFolder(dataFolder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `${name}.new`);
  writeFileSync(draft, `${JSON.stringify(request)}\n`, { mode: 0o600 });
  renameSync(draft, join(folder, name));
}

/** The request that lies there; null: none does. */
export function stopRequest(dataFolder: string): StopRequest | null {
  try {
    return schema.parse(JSON.parse(readFileSync(join(serviceFolder(dataFolder), name), 'utf8')));
  } catch {
    return null;
  }
}

/** Takes a request away: by whoever has followed it, and by whoever starts and finds an old one. */
export function forgetStopRequest(dataFolder: string): void {
  rmSync(join(serviceFolder(dataFolder), name), { force: true });
}

/** Calls `asked` when a request is left from now on. A folder that can't be watched leaves the signals. */
export function watchStopRequest(dataFolder: string, asked: () => void): { close(): void } {
  const folder = serviceFolder(dataFolder);
  let watcher: FSWatcher | null = null;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    watcher = watch(folder, { persistent: false }, (_event, file) => {
      if ((file === null || file === name) && stopRequest(dataFolder) !== null) asked();
    });
    watcher.on('error', () => watcher?.close());
  } catch {
    watcher = null;
  }
  return { close: () => watcher?.close() };
}
