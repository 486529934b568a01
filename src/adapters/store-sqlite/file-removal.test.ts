import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../../../test/support/until.ts';
import { openSqliteStore } from './sqlite-store.ts';

describe('a database file that is removed while it is open', () => {
  it('takes no more writes, and says why', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drover-removed-'));
    const store = openSqliteStore({ path: join(folder, 'drover.db') });
    try {
      await store.write((tx) => tx.putSetting('a', '1'));
      rmSync(folder, { recursive: true });
      let told: unknown = null;
      await until(
        'the removal is noticed',
        async () => {
          await store
            .write((tx) => tx.putSetting('a', '2'))
            .catch((error: unknown) => {
              told = error;
            });
          return told !== null;
        },
        5000,
      );
      await expect(store.history.nodes()).rejects.toMatchObject({ code: 'store_unavailable' });
      expect(told).toMatchObject({ code: 'store_unavailable' });
      expect(String(told)).toContain('was removed or replaced');
    } finally {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
