/**
 * Writes src/adapters/store-sqlite/schema.sql: the schema that all migrations together make, as SQLite itself shows it.
 * It is what a reviewer reads and what shows a change of the schema in a diff; the program never reads it.
 * `--check` changes nothing and fails when the file is out of date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { migrate } from '../../src/adapters/store-sqlite/migrate.ts';

const path = 'src/adapters/store-sqlite/schema.sql';

/** Every statement that makes the schema, each table followed by its indexes. */
function dumpedSchema(): string {
  const db = new DatabaseSync(':memory:');
  migrate(db, ':memory:');
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  const statements = db
    .prepare(
      `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
       ORDER BY tbl_name, type DESC, name`,
    )
    .all()
    .map((row) => `${String(row['sql'])};`);
  db.close();
  const head = `-- Generated from the migrations by scripts/generated/sqlite-schema.ts; schema version ${version}.`;
  return `${[head, ...statements].join('\n\n')}\n`;
}

const wanted = dumpedSchema();
const found = existsSync(path) ? readFileSync(path, 'utf8') : '';
if (!process.argv.includes('--check')) {
  writeFileSync(path, wanted);
} else if (found !== wanted) {
  console.error(`${path} is not what the migrations make.`);
  process.exitCode = 1;
}
