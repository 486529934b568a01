import type { DatabaseSync } from 'node:sqlite';
import { DroverError } from '../../domain/drover-error.ts';
import { migrations } from './migrations/all.ts';

/**
 * Brings the database to this version's schema: each migration in a transaction of its own, its number recorded in
 * `PRAGMA user_version`. Refuses a database that a newer version has written, changing nothing.
 */
export function migrate(db: DatabaseSync, path: string): void {
  const row = db.prepare('PRAGMA user_version').get();
  const version = Number(row?.['user_version'] ?? 0);
  if (version > migrations.length) {
    throw new DroverError(
      'store_unavailable',
      `The database ${path} was written by a newer version of Drover (schema ${version}; this version knows ${migrations.length}). Start the newer version, or restore a backup made before the upgrade.`,
      { kind: 'operational', details: { path, found: version, known: migrations.length } },
    );
  }
  for (let next = version; next < migrations.length; next++) {
    const migration = migrations[next];
    if (migration === undefined) break;
    db.exec('BEGIN EXCLUSIVE');
    try {
      for (const statement of migration.statements) db.exec(statement);
      db.exec(`PRAGMA user_version = ${next + 1}`);
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  }
}
