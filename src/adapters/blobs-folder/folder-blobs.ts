import { mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { DroverError } from '../../domain/drover-error.ts';
import { createKeyedOrder } from '../../domain/keyed-order.ts';
import { said } from '../../domain/refusals/said.ts';
import type { Blobs } from '../../ports/blobs.ts';

/** Blobs as files under a folder. Appends to one key are done one after the other. */
export function createFolderBlobs(root: string): Blobs {
  const order = createKeyedOrder();
  const fileOf = (key: string): string => {
    const file = path.resolve(root, key);
    if (!file.startsWith(path.resolve(root) + path.sep))
      throw new DroverError('internal', `blob key ${key} leaves its folder`, { kind: 'bug' });
    return file;
  };
  const sizeOf = async (key: string): Promise<number> => {
    try {
      return (await stat(fileOf(key))).size;
    } catch (error) {
      if (isMissing(error)) return 0;
      throw error;
    }
  };
  return {
    append: (key, chunk) =>
      order.after(key, async () => {
        const file = fileOf(key);
        await mkdir(path.dirname(file), { recursive: true });
        const handle = await open(file, 'a');
        try {
          await handle.appendFile(chunk);
          return (await handle.stat()).size;
        } catch (error) {
          if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
            throw new DroverError('disk_full', said('disk_full_files'), {
              kind: 'operational',
              retryable: true,
              cause: error,
            });
          }
          throw error;
        } finally {
          await handle.close();
        }
      }),
    size: sizeOf,
    read: async (key, from, to) => {
      const end = Math.min(to ?? Number.MAX_SAFE_INTEGER, await sizeOf(key));
      if (from >= end) return new Uint8Array();
      const handle = await open(fileOf(key), 'r');
      try {
        const buffer = Buffer.alloc(end - from);
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    },
    removeAll: async (key) => rm(fileOf(key), { recursive: true, force: true }),
  };
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
