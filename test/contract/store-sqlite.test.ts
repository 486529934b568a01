import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/adapters/store-sqlite/sqlite-store.ts';
import { describeStoreContract } from './store-contract.ts';

describeStoreContract('SQLite in memory', async () => ({
  store: openSqliteStore({ path: ':memory:' }),
  reopen: null,
  remove: async () => undefined,
}));

describeStoreContract('SQLite in a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drover-store-'));
  const path = join(folder, 'drover.sqlite');
  return {
    store: openSqliteStore({ path }),
    reopen: async () => openSqliteStore({ path }),
    remove: () => rm(folder, { recursive: true }),
  };
});
