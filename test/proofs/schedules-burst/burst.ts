import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** How a burst of slots was served. */
export interface Burst {
  readonly slots: number;
  readonly runs: number;
  /** Lateness of slots, ms. */
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  /** What the same rows take when they are only inserted, in transactions of 100, ms. */
  readonly bareMs: number;
}

/** Tables whose rows a slot's run consists of. */
const tables = ['run', 'run_payload', 'event', 'slot', 'business_key'];

/** Reads from a database that nobody writes any more how its slots were served, and inserts the same rows into another. */
export function burstOf(path: string, expected: number): Burst {
  const served = new DatabaseSync(path, { readOnly: true });
  try {
    const late = served
      .prepare('SELECT decided_at - due_at AS ms FROM slot ORDER BY 1')
      .all()
      .map((row) => Number(row['ms']));
    const runs = Number(served.prepare('SELECT count(*) AS n FROM run').get()?.['n']);
    if (late.length !== expected || runs !== expected)
      throw new Error(`${late.length} slots with ${runs} runs, not ${expected}`);
    const share = (part: number): number =>
      late[Math.min(late.length - 1, Math.floor(part * late.length))] ?? 0;
    return {
      ...{ slots: late.length, runs, medianMs: share(0.5), p99Ms: share(0.99), worstMs: share(1) },
      bareMs: bareInsert(served),
    };
  } finally {
    served.close();
  }
}

function bareInsert(served: DatabaseSync): number {
  const folder = mkdtempSync(join(tmpdir(), 'drover-bare-'));
  const bare = new DatabaseSync(join(folder, 'bare.db'));
  try {
    bare.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000');
    // With the same indexes: they are part of what is to be written.
    for (const row of served
      .prepare(
        `SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name IN (${tables.map(() => '?').join()}) ORDER BY type DESC`,
      )
      .all(...tables))
      bare.exec(String(row['sql']));
    const inserts = tables.flatMap((table) => {
      const rows = served.prepare(`SELECT * FROM ${table}`).all();
      if (rows.length === 0) return [];
      const columns = Object.keys(rows[0] ?? {});
      const sql = `INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()})`;
      return [{ statement: bare.prepare(sql), rows: rows.map((row) => Object.values(row)) }];
    });
    const most = Math.max(...inserts.map(({ rows }) => rows.length));
    const began = performance.now();
    for (let first = 0; first < most; first += 100) {
      bare.exec('BEGIN IMMEDIATE');
      for (const { statement, rows } of inserts)
        for (const row of rows.slice(first, first + 100)) statement.run(...row);
      bare.exec('COMMIT');
    }
    return performance.now() - began;
  } finally {
    bare.close();
    rmSync(folder, { recursive: true });
  }
}
