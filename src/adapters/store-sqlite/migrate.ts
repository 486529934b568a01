import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { DroverError } from '../../domain/drover-error.ts';
import { said } from '../../domain/refusals/said.ts';
import { migrations } from './migrations/all.ts';

/** An empty database of this version's schema: those in memory, of which simulations make thousands, are copies of the first. */
let empty: Uint8Array | null = null;

/**
 * Brings the database to this version's schema: each migration in a transaction of its own, its number recorded in
 * `PRAGMA user_version`. Refuses a database that a newer version has written, changing nothing.
 */
export function migrate(db: DatabaseSync, path: string): void {
  const row = db.prepare('PRAGMA user_version').get();
  const version = Number(row?.['user_version'] ?? 0);
  refuseNewer(version, path);
  if (path !== ':memory:' || version > 0) migrateFrom(version, db);
  else if (empty !== null) db.deserialize(empty);
  else {
    migrateFrom(0, db);
    empty = db.serialize();
  }
}

function migrateFrom(version: number, db: DatabaseSync): void {
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

/**
 * The schema version in a database file's header; 0 when there is no such file. Looked at before the file is opened,
 * since opening it changes its journal mode. Format: https://www.sqlite.org/fileformat2.html#user_version_number
 */
export function versionInHeader(path: string): number {
  if (path === ':memory:' || !existsSync(path)) return 0;
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(4);
    return readSync(file, bytes, 0, bytes.length, 60) === bytes.length ? bytes.readInt32BE() : 0;
  } finally {
    closeSync(file);
  }
}

/** Throws `store_unavailable` when this version does not know the schema. */
export function refuseNewer(version: number, path: string): void {
  if (version <= migrations.length) return;
  throw new DroverError(
    'store_unavailable',
    said('store_newer', { path, found: version, known: migrations.length }),
    { kind: 'operational', details: { path, found: version, known: migrations.length } },
  );
}
