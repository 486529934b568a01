/**
 * What `drover up` was started with, kept in the data folder once it serves, so that `drover restart` in another shell
 * brings back the same: its folder, its configuration file and its settings. Secrets are not kept.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { serviceState } from '../../main.ts';
import { serviceFolder } from './stop-request.ts';

const schema = z.object({
  /** Of the server. */
  pid: z.number().int(),
  /** Its working folder. */
  folder: z.string(),
  /** The configuration file that it runs with; null: there was none, or it is the example's. */
  configPath: z.string().nullable(),
  example: z.boolean(),
  values: z.record(z.string(), z.string()).readonly(),
  secrets: z.array(z.string()).readonly(),
});
export type LastStart = z.infer<typeof schema>;

const name = 'last-start.json';

/** Keeps it. What can't be kept is missing at a restart only. */
export function keepStart(dataFolder: string, start: LastStart): void {
  const folder = serviceFolder(dataFolder);
  const draft = join(folder, `${name}.new`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${JSON.stringify(start)}\n`, { mode: 0o600 });
    renameSync(draft, join(folder, name));
  } catch {
    // The server serves all the same.
  }
}

/** The start of what runs in this data folder, or has run there last. Null: it is not known. */
export function lastStart(dataFolder: string): LastStart | null {
  let start: LastStart;
  try {
    start = schema.parse(JSON.parse(readFileSync(join(serviceFolder(dataFolder), name), 'utf8')));
  } catch {
    return null;
  }
  const { serverPid, killedPid } = serviceState(dataFolder);
  // Of another one: what runs there now was not started by `up`.
  const pid = serverPid ?? killedPid;
  return pid === null || pid === start.pid ? start : null;
}
