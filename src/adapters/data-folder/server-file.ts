import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataFiles, type ServerFile, serverFileSchema } from '../../contract/server-file.ts';
import { writePrivateFile } from './private-file.ts';

/** What the server that uses this data folder, or one that was killed in it, said of itself. */
export function readServerFile(dataFolder: string): ServerFile | undefined {
  try {
    return serverFileSchema.safeParse(JSON.parse(readFileSync(join(dataFolder, dataFiles.server), 'utf8')))
      .data;
  } catch {
    return undefined;
  }
}

export function writeServerFile(dataFolder: string, file: ServerFile): void {
  writePrivateFile(join(dataFolder, dataFiles.server), `${JSON.stringify(file)}\n`);
}

/** Takes back what a server said of itself, unless another has said something since. */
export function removeServerFile(dataFolder: string, file: ServerFile): void {
  const said = readServerFile(dataFolder);
  if (said?.pid === file.pid && said.startedAt === file.startedAt)
    rmSync(join(dataFolder, dataFiles.server), { force: true });
}
