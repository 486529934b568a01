import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { insertRun } from '../../../test/support/stored-records.ts';
import { openSqliteStore } from './sqlite-store.ts';

test('the log is brought into the database between commits, long before SQLite stops a commit for it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drover-tidy-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'd');
  const store = openSqliteStore({ path });
  for (let n = 0; n < 1_500; n++) {
    await store.write((tx) => insertRun(tx, `run-${n}`, { state: 'blocked', blockedBy: 1 }));
    await turn();
    await turn();
  }
  const megabytes = statSync(`${path}-wal`).size / 1024 / 1024;
  await store.close();
  // By itself SQLite would do so at 16 MB.
  expect(megabytes).toBeGreaterThan(1);
  expect(megabytes).toBeLessThan(8);
});
