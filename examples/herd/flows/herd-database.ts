/** The example's own small database, written by several robots at once. */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** How long a robot waits for the others' writes. */
const busyMs = 20_000;

/** Opens HERD_DB, by default data/herd.db beside the flows, and makes it if it is not there. */
export function openDatabase(): DatabaseSync {
  const path = resolve(process.env.HERD_DB || join(import.meta.dirname, '..', 'data', 'herd.db'));
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: busyMs });
  switchToWal(database);
  database.exec('PRAGMA synchronous = NORMAL');
  if (database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'replies'").get() === undefined) {
    database.exec(
      `BEGIN IMMEDIATE; ${readFileSync(join(import.meta.dirname, 'herd-schema.sql'), 'utf8')} COMMIT;`,
    );
  }
  return database;
}

/** Does `work` in one transaction. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** SQLite does not wait for others in this one statement when several make the file at once, so this does. */
function switchToWal(database: DatabaseSync): void {
  const giveUpAt = Date.now() + busyMs;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}
