import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFolderBlobs } from '../../src/adapters/blobs-folder/folder-blobs.ts';
import { describeBlobsContract } from './blobs-contract.ts';

describeBlobsContract('folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drover-blobs-'));
  return { blobs: createFolderBlobs(folder), remove: () => rm(folder, { recursive: true }) };
});
