import type { OnceKeyState } from '../../contract/once.ts';
import type { OnceFilter, OnceRecord, OnceSettlement } from '../../domain/once.ts';
import type { MemoRecord, MemoryReads, MemoryTx } from '../../ports/memory.ts';
import { int, json, maybeText, text, word } from './columns.ts';
import type { Connection, SqlRow } from './connection.ts';
import { Conditions, cursorNumber } from './list-query.ts';

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
    putOnce: async ({ key, runSeq, runId, attempt, beganAt, phase, value, expiresAt, settled }) => {
      c.run(
        `INSERT INTO once (key, run_seq, run_id, attempt, began_at, phase, value, expires_at, settled)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (key) DO UPDATE SET run_seq = excluded.run_seq, run_id = excluded.run_id, attempt = excluded.attempt,
           began_at = excluded.began_at, phase = excluded.phase, value = excluded.value, expires_at = excluded.expires_at,
           settled = excluded.settled`,
        ...[key, runSeq, runId, attempt, beganAt, phase, value, expiresAt],
        settled === null ? null : JSON.stringify(settled),
      );
    },
    settleOnce: async (held, { phase, value, settled }) =>
      c.run(
        `UPDATE once SET phase = ?, value = ?, settled = ?
         WHERE key = ? AND run_seq = ? AND attempt = ? AND phase = ? AND expires_at > ?`,
        ...[phase, value, JSON.stringify(settled)],
        ...[held.key, held.runSeq, held.attempt, held.phase, settled.at],
      ).changes === 1,
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

/** Reads of the same on SQLite. */
export function memoryReads(c: Connection): MemoryReads {
  return {
    onceKeys: async (filter, now, limit, cursor) => {
      const conditions = onceConditions(filter, now);
      if (cursor !== null) conditions.add('o.seq < ?', cursorNumber(cursor));
      const rows = c.all(
        `SELECT o.*, r.seq IS NOT NULL AS under_way FROM once o
         LEFT JOIN run r ON r.seq = o.run_seq AND r.state = 'running' AND r.attempt = o.attempt
         ${conditions.where} ORDER BY o.seq DESC LIMIT ?`,
        ...conditions.values,
        limit + 1,
      );
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map((row) => ({ once: toOnce(row), underWay: int(row, 'under_way') === 1 })),
        next: rows.length > limit && last !== undefined ? text(last, 'seq') : null,
      };
    },
  };
}

const inState: Readonly<Record<OnceKeyState, string>> = {
  under_way: `o.phase = 'begun' AND r.seq IS NOT NULL`,
  unknown: `o.phase = 'begun' AND r.seq IS NULL`,
  done: `o.phase = 'done'`,
  freed: `o.phase = 'freed'`,
};

/** Conditions on `once` as `o`, beside the run that is at it as `r`. */
function onceConditions({ states, key, runId, from, to }: OnceFilter, now: number): Conditions {
  const found = new Conditions();
  found.add('o.expires_at > ?', now);
  if (states !== undefined) {
    // Alone, so that the planner takes the index of those begun.
    if (states.every((state) => state === 'under_way' || state === 'unknown')) found.add(`o.phase = 'begun'`);
    found.add(`(${states.map((state) => `(${inState[state]})`).join(' OR ')})`);
  }
  if (key !== undefined) found.add('o.key = ?', key);
  if (runId !== undefined) found.add('o.run_id = ?', runId);
  if (from !== undefined) found.add('o.began_at >= ?', from);
  if (to !== undefined) found.add('o.began_at < ?', to);
  return found;
}

function toMemo(row: SqlRow): MemoRecord {
  return { name: text(row, 'name'), code: text(row, 'code'), value: maybeText(row, 'value') };
}

/** A row of `once`; its CHECK guarantees the phases. */
function toOnce(row: SqlRow): OnceRecord {
  return {
    key: text(row, 'key'),
    runSeq: int(row, 'run_seq'),
    runId: text(row, 'run_id'),
    attempt: int(row, 'attempt'),
    beganAt: int(row, 'began_at'),
    phase: word(row, 'phase'),
    value: maybeText(row, 'value'),
    expiresAt: int(row, 'expires_at'),
    settled: json<OnceSettlement>(row, 'settled'),
  };
}
