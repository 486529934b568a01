import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { insertRun } from '../../../test/support/stored-records.ts';
import { putUpload, uploadId } from '../../../test/support/uploaded-file.ts';
import { DroverError } from '../../domain/drover-error.ts';
import { Connection } from './connection.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/all.ts';
import { openSqliteStore } from './sqlite-store.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drover-migrate-'));
  path = join(folder, 'drover.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true }));

function refusal(open: () => unknown): DroverError {
  try {
    open();
  } catch (error) {
    if (error instanceof DroverError) return error;
    throw error;
  }
  throw new Error('it was opened');
}

const version = (db: DatabaseSync): unknown => db.prepare('PRAGMA user_version').get()?.['user_version'];

describe('a database', () => {
  it('of this version is opened as it is; migrating twice changes nothing', async () => {
    const store = openSqliteStore({ path });
    await store.write((tx) => insertRun(tx, 'run-1'));
    await store.close();
    const db = new DatabaseSync(path);
    const schema = () =>
      JSON.stringify(db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all());
    const before = schema();
    migrate(db, path);
    expect(schema()).toBe(before);
    expect(version(db)).toBe(migrations.length);
    db.close();
  });

  it('of a newer version is refused, in words that say what to do, and not touched', () => {
    const db = new DatabaseSync(path);
    db.exec(`CREATE TABLE from_the_future (x); PRAGMA user_version = ${migrations.length + 1}`);
    db.close();
    const before = readFileSync(path);
    const error = refusal(() => openSqliteStore({ path }));
    expect(error.code).toBe('store_unavailable');
    expect(error.message).toContain(path);
    expect(error.message).toMatch(/newer version.*schema \d+.*[Ss]tart the newer version/s);
    const again = new DatabaseSync(path);
    expect(version(again)).toBe(migrations.length + 1);
    expect(again.prepare('SELECT count(*) AS n FROM sqlite_schema').get()).toEqual({ n: 1 });
    again.close();
    expect(readFileSync(path).subarray(100)).toEqual(before.subarray(100));
  });

  it('that is no database, or lies in a folder that is not there, is refused as unavailable', () => {
    writeFileSync(path, 'This is a letter, not a database. '.repeat(200));
    expect(refusal(() => openSqliteStore({ path })).code).toBe('store_unavailable');
    const lost = join(folder, 'no', 'such', 'folder.sqlite');
    expect(refusal(() => openSqliteStore({ path: lost })).code).toBe('store_unavailable');
  });

  it('whose migration fails half-way is as it was before', () => {
    const db = new DatabaseSync(path);
    // In the way of the first migration's last table.
    db.exec('CREATE TABLE setting (mine TEXT)');
    expect(() => migrate(db, path)).toThrow();
    expect(version(db)).toBe(0);
    expect(db.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'setting' }]);
    db.close();
  });

  it('from before files were kept for what needs them knows which runs name which', async () => {
    const named = ['a', 'b', 'c'].map((word) => `drover-file:${uploadId(word)}/x.csv`);
    const before = openSqliteStore({ path });
    await before.write(async (tx) => {
      await insertRun(tx, 'one', { params: { file: named[0], more: [{ also: named[1] }], again: named[0] } });
      await insertRun(tx, 'large', { params: { file: named[0], rest: 'x'.repeat(5000) } });
      await insertRun(tx, 'none', { params: { told: `of ${named[0]}`, gone: named[2] } });
    });
    for (const word of ['a', 'b']) await putUpload(before, word, 0);
    await before.close();
    const db = new DatabaseSync(path);
    db.exec('DROP TABLE upload_use; DROP TABLE once; PRAGMA user_version = 11');
    const memory = migrations.find(({ name }) => name === '0002-memory');
    for (const one of memory?.statements ?? []) if (one.includes(' once')) db.exec(one);
    migrate(db, path);
    expect(db.prepare('SELECT run_seq, upload_id FROM upload_use ORDER BY 1, 2').all()).toEqual([
      { run_seq: 1, upload_id: uploadId('a') },
      { run_seq: 1, upload_id: uploadId('b') },
      { run_seq: 2, upload_id: uploadId('a') },
    ]);
    db.close();
  });

  it('of before keys could be settled has its keys with the start of their attempt, in that order', async () => {
    const db = new DatabaseSync(path);
    for (const { statements } of migrations.slice(0, 11)) for (const one of statements) db.exec(one);
    db.exec(`PRAGMA user_version = 11;
      INSERT INTO once VALUES ('ended', 1, 'run-1', 1, 1, '7', 9000), ('gone', 9, 'run-9', 1, 0, NULL, 9000);
      INSERT INTO attempt VALUES (1, 1, 'lost', NULL, NULL, NULL, 500, 600)`);
    db.close();
    const before = Date.now();
    const store = openSqliteStore({ path });
    const { items } = await store.history.onceKeys({}, 1000, 10, null);
    expect(items.map(({ once }) => once)).toMatchObject([
      { key: 'gone', runId: 'run-9', phase: 'begun', value: null, expiresAt: 9000 },
      { key: 'ended', runId: 'run-1', attempt: 1, beganAt: 500, phase: 'done', value: '7', settled: null },
    ]);
    expect(items[0]?.once.beganAt).toBeGreaterThan(before - 2000);
    await store.close();
  });

  it('is written ahead and synced to disk before a commit is acknowledged', () => {
    const connection = new Connection(path);
    expect(connection.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
    expect(connection.get('PRAGMA synchronous')).toEqual({ synchronous: 2 });
    connection.close();
  });
});
