import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import type { HostFacts } from '../../ports/host-facts.ts';

/** Facts of this machine about a data folder and a database file. */
export function hostFacts(dataFolder: string, database: string): HostFacts {
  const sizeOf = async (path: string): Promise<number> => {
    try {
      return (await stat(path)).size;
    } catch {
      return 0;
    }
  };
  return {
    dataFolder: async () => {
      try {
        await access(dataFolder, constants.W_OK);
        return { path: dataFolder, writable: true, detail: '' };
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        return { path: dataFolder, writable: false, detail };
      }
    },
    disk: async () => {
      try {
        const { bavail, blocks, bsize } = await statfs(dataFolder);
        return { free: bavail * bsize, total: blocks * bsize };
      } catch {
        return null;
      }
    },
    databaseBytes: async () =>
      database === ':memory:' ? null : (await sizeOf(database)) + (await sizeOf(`${database}-wal`)),
  };
}
