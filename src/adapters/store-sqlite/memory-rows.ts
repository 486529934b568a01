import type { MemoRecord, MemoryTx, OnceRecord } from '../../ports/memory.ts';
import type { Connection, SqlRow } from './connection.ts';

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** What attempts have the server remember, on SQLite. */
export function memoryTx(c: Connection): MemoryTx {
  return {
    memos: async (runSeq) =>
      c.all('SELECT name, code, value FROM memo WHERE run_seq = ? ORDER BY name', runSeq).map(toMemo),
    memoSize: async (runSeq, exceptName) =>
      Number(
        c.get(
          'SELECT coalesce(sum(length(value)), 0) AS size FROM memo WHERE run_seq = ? AND name <> ?',
          runSeq,
          exceptName,
        )?.['size'] ?? 0,
      ),
    putMemo: async (runSeq, { name, code, value }) => {
      c.run(
        'INSERT OR REPLACE INTO memo (run_seq, name, code, value) VALUES (?, ?, ?, ?)',
        runSeq,
        name,
        code,
        value,
      );
    },
    once: async (key) => {
      const row = c.get('SELECT * FROM once WHERE key = ?', key);
      return row && toOnce(row);
    },
    putOnce: async ({ key, runSeq, runId, attempt, done, value, expiresAt }) => {
      c.run(
        'INSERT OR REPLACE INTO once (key, run_seq, run_id, attempt, done, value, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        key,
        runSeq,
        runId,
        attempt,
        done ? 1 : 0,
        value,
        expiresAt,
      );
    },
    deleteOnce: async (key) => {
      c.run('DELETE FROM once WHERE key = ?', key);
    },
    pruneOnce: async (now, limit) => {
      c.run(
        'DELETE FROM once WHERE key IN (SELECT key FROM once WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)',
        now,
        limit,
      );
    },
  };
}

function toMemo(row: SqlRow): MemoRecord {
  return { name: String(row['name']), code: String(row['code']), value: textOrNull(row['value']) };
}

function toOnce(row: SqlRow): OnceRecord {
  return {
    key: String(row['key']),
    runSeq: Number(row['run_seq']),
    runId: String(row['run_id']),
    attempt: Number(row['attempt']),
    done: row['done'] === 1,
    value: textOrNull(row['value']),
    expiresAt: Number(row['expires_at']),
  };
}
